#!/bin/sh
# Makes the signing keys once, each in the volume of whoever signs with it; what is there stays. Run by docker-compose.yml before the services.
set -eu
umask 022
[ -s /roots/roots.json ] && exit 0
work=$(mktemp -d)
cd "$work"
for key in root tasks computers; do /app/start keys create "$key.pem"; done
/app/start keys start roots.json --root-key root.pem --add tasks=tasks.pem --add computers=computers.pem
(umask 077 && cat root.pem >/root-key/root.pem)
cat tasks.pem >/settings/task-scheduling/Signing__Key
cat computers.pem >/settings/id-group-policy/Signing__Key
# Last, since it says that all is there.
cat roots.json >/roots/roots.json.new && mv /roots/roots.json.new /roots/roots.json
