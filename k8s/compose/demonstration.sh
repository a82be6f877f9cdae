#!/bin/sh
# What ./up shows, in containers: a real .deb and a real .zip for three sample computers. Done once; a later start leaves all as it is.
set -eu
DISTRIBUTION_API_KEY=$(cat /settings/Access__FirstKey); export DISTRIBUTION_API_KEY
distribution() { /app/start --server http://gateway:8080 "$@"; }
[ -e /demonstration/done ] && exit 0
distribution group list --json | grep -q '"Sample computers"' || distribution group create "Sample computers"
[ -s /demonstration/key ] || { distribution enrolment-key create --name "sample computers" --group "Sample computers" >/demonstration/key.new && mv /demonstration/key.new /demonstration/key; }

folder=$(mktemp -d)
mkdir -p "$folder/hello/DEBIAN" "$folder/hello/opt/hello"
echo "Hello from the street." >"$folder/hello/opt/hello/about.txt"
printf 'Package: hello-street\nVersion: 1.1\nArchitecture: all\nMaintainer: Distribution <distribution@example.com>\nDescription: A sample\n' >"$folder/hello/DEBIAN/control"
dpkg-deb --root-owner-group --build "$folder/hello" "$folder/hello-street_1.1_all.deb" >/dev/null
# A zip of one file, notes.txt, as no program here makes one.
base64 -d >"$folder/notes.zip" <<'ZIP'
UEsDBBQAAAAAAABgfl3VcJ1CIAAAACAAAAAJAAAAbm90ZXMudHh0RGVsaXZlcmVkIGJ5IHRoZSBk
ZW1vbnN0cmF0aW9uLgpQSwECFAAUAAAAAAAAYH5d1XCdQiAAAAAgAAAACQAAAAAAAAAAAAAAgAEA
AAAAbm90ZXMudHh0UEsFBgAAAAABAAEANwAAAEcAAAAAAA==
ZIP
distribution package list --json | grep -q '"hello-street"' || distribution package register "$folder/hello-street_1.1_all.deb"
distribution package list --json | grep -q '"notes"' || distribution package register "$folder/notes.zip" --kind Files --name notes --destination /srv/notes
# The computers take the key above and come by themselves.
while [ "$(distribution group members "Sample computers" --json | grep -o '"computerId"' | wc -l)" -lt 3 ]; do sleep 1; done
# Under one id, so that a repeat is harmless: it is refused for as long as the scheduling has not heard of the packages, and this container starts again.
distribution task create --id 0193a000-0000-7000-8000-000000000001 --name "hello-street and notes" --package hello-street --package notes --group "Sample computers" --watch
touch /demonstration/done
