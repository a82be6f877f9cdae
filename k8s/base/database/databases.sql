-- One database per service, of the service's own name; a service makes its tables itself.
create database "packages";
create database "task-scheduling";
create database "id-group-policy";
create database "reporting";
