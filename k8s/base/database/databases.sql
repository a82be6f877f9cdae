-- One database per service and one for the gateway, of its own name; each makes its tables itself.
create database "packages";
create database "task-scheduling";
create database "id-group-policy";
create database "reporting";
create database "gateway";
