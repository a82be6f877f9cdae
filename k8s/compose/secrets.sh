#!/bin/sh
# Makes the installation's secrets once, each in the volume of whoever needs it; what is there stays. Run by docker-compose.yml before anything else.
set -eu
umask 022
random() { head -c "$1" /dev/urandom | base64 -w 0; }
# Letters and digits alone, so that neither an address nor a connection string must escape any.
word() { random 48 | tr -dc 'A-Za-z0-9' | cut -c 1-32; }
once() { [ -s "$1" ] || { printf '%s' "$2" >"$1.new" && mv "$1.new" "$1"; }; }

services="packages task-scheduling id-group-policy reporting"
hex() { head -c "$1" /dev/urandom | od -An -tx1 | tr -d ' \n'; }
once /settings/postgres/superuser "$(word)"
once /settings/rabbitmq/platform "$(word)"
broker=$(cat /settings/rabbitmq/platform)
link=$(random 32)
once /settings/packages/Content__LinkKeys "$link"
once /settings/task-scheduling/Content__LinkKeys "$(cat /settings/packages/Content__LinkKeys)"

# By these the services know that it is the gateway that tells them who is calling; and by the API key scripts may do everything, the demonstration first.
once /settings/gateway/Gateway__CallerKeys "$(random 32)"
once /settings/gateway/Access__FirstKey "dk_$(hex 16)_$(random 32 | tr '+/' '-_' | tr -d '=')"
once /settings/postgres/gateway "$(word)"
once /settings/gateway/ConnectionStrings__Database "Host=postgres;Database=gateway;Username=gateway;Password=$(cat /settings/postgres/gateway)"

for service in $services; do
    once "/settings/$service/Gateway__CallerKeys" "$(cat /settings/gateway/Gateway__CallerKeys)"
    once "/settings/postgres/$service" "$(word)"
    once "/settings/$service/ConnectionStrings__Database" "Host=postgres;Database=$service;Username=$service;Password=$(cat "/settings/postgres/$service")"
    once "/settings/$service/RabbitMq__Uri" "amqp://platform:$broker@rabbitmq:5672/distribution"
done
once /settings/id-group-policy/RabbitMq__Management "http://platform:$broker@rabbitmq:15672/"

# The broker reads its user and virtual host from here at every start; the queues and exchanges are made by the services. The user may
# close connections of computers that are no longer let in, and so has a tag; nobody else has a password, and the broker's own 'guest' is not made.
once /settings/rabbitmq/definitions.json "{
  \"users\": [{ \"name\": \"platform\", \"password\": \"$broker\", \"tags\": \"administrator\" }],
  \"vhosts\": [{ \"name\": \"distribution\" }],
  \"permissions\": [{ \"user\": \"platform\", \"vhost\": \"distribution\", \"configure\": \".*\", \"write\": \".*\", \"read\": \".*\" }]
}"
