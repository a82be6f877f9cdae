#!/bin/bash
# Run once by the database's image: one database per service and one for the gateway, of its own name, owned by a user who can reach no other.
set -euo pipefail
for service in packages task-scheduling id-group-policy reporting gateway; do
    psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
        --set name="$service" --set password="$(cat "/settings/$service")" <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke connect on database :"name" from public;
SQL
done
