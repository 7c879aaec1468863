#!/usr/bin/env bash
# try.sh [FOLDER]: does docs/production.md lead from a bare Debian to a login? About ten minutes.
#
# It makes a fresh Debian 12 in a folder of its own, boots it in a container (systemd-nspawn, so that
# the units are run by a real systemd), does in it the page's blocks as printed, logs in over HTTPS
# through nginx, starts a nightly run, and deletes everything. Exit code 0: all of it worked.
#
# Needs root, and: apt-get install debootstrap systemd-container. The container uses this machine's
# network: nothing else may listen on ports 80, 443, 5432 and 8000 meanwhile. What is tried is the
# last commit. Of this machine it takes along the variables below and the certificate authorities,
# for a proxy or a mirror. DEBIAN_MIRROR: where Debian's packages come from; without it, debootstrap
# decides. With FOLDER, a Debian that debootstrap has made there before is copied; where there is none
# yet, it is made and stays.
set -euo pipefail
cd "$(dirname "$0")/../.."
taken_along='^(https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|PIP_(INDEX_URL|EXTRA_INDEX_URL|CERT|DEFAULT_TIMEOUT))='

for tool in debootstrap systemd-nspawn git; do
    command -v $tool >/dev/null || { echo "$tool is missing: apt-get install debootstrap systemd-container git"; exit 2; }
done
if [ -n "$(ss -Hltn '( sport = :80 or sport = :443 or sport = :5432 or sport = :8000 )')" ]; then
    echo "Something listens on port 80, 443, 5432 or 8000 of this machine: stop it first."
    exit 2
fi
work=$(mktemp -d /var/tmp/mentorcerts-try.XXXXXX)
root=$work/root
trap 'rm -rf --one-file-system "$work"' EXIT

echo "--- a fresh Debian 12"
fresh=${1:-$work/fresh}
if [ ! -e "$fresh/etc/debian_version" ]; then
    debootstrap bookworm "$fresh" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$work/log" || { tail -20 "$work/log"; exit 1; }
fi
cp -a "$fresh" "$root"
cp -r /usr/local/share/ca-certificates "$root/usr/local/share/" 2>/dev/null || true
env | grep -E "$taken_along" | sed "s/=\(.*\)/='\1'/; s/^/export /" >"$root/root/environment" || true
echo "127.0.0.1 localhost certs.example.org" >"$root/etc/hosts"
git clone --quiet --bare . "$root/root/mentorcerts.git"

echo "--- the page's blocks"
{
    echo 'set -eux; . /root/environment; export DEBIAN_FRONTEND=noninteractive HOME=/root'
    awk '/^## / { ours = /^## From a bare Debian/ } /^```/ { block = ours && /^```sh/; next } block' docs/production.md |
        sed 's#^REPOSITORY=.*#REPOSITORY=/root/mentorcerts.git#'
    cat docs/production/try-login.sh
} >"$root/root/page.sh"
grep -q '^HOST=' "$root/root/page.sh" || { echo "No blocks were found in docs/production.md."; exit 1; }
cat >"$root/etc/systemd/system/try-page.service" <<'UNIT'
[Unit]
Wants=network-online.target
After=network-online.target
SuccessAction=exit
FailureAction=exit
SuccessActionExitStatus=0
FailureActionExitStatus=1
[Service]
Type=oneshot
ExecStart=/bin/bash /root/page.sh
StandardOutput=append:/root/page.log
StandardError=append:/root/page.log
[Install]
WantedBy=default.target
UNIT
systemctl --root="$root" --quiet enable try-page.service
touch "$root/root/page.log"
tail -f "$root/root/page.log" &
tail=$!
code=0
[ -d /run/systemd/system ] && alone="" || alone="--register=no --keep-unit" # no systemd on this machine
systemd-nspawn --quiet $alone --console=pipe --machine=mentorcerts-try \
    --directory="$root" --boot </dev/null >"$work/boot.log" 2>&1 || code=$?
sleep 1; kill $tail
[ $code = 0 ] && echo "It worked." || { echo "FAILED: the last lines above say where."; tail -3 "$work/boot.log"; }
exit $code
