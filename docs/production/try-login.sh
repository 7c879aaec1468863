# What try.sh does after the blocks of docs/production.md, in the same shell: log in over HTTPS
# through nginx as a browser does, ask the API with a token, start a nightly run, look at the units,
# and do a restore drill.
cd /tmp
curl="curl --silent --show-error --cacert /etc/ssl/certs/$HOST.pem --cookie-jar jar --cookie jar"
[ "$(curl --silent --output /dev/null --write-out '%{http_code} %{redirect_url}' "http://$HOST/admin/")" = "301 https://$HOST/admin/" ]
$curl --fail "https://$HOST/admin/login/" >login.html
grep -o 'href="/static/[^"]*\.css"' login.html | head -1 | sed "s#href=\"\(.*\)\"#https://$HOST\1#" | xargs $curl --fail --output /dev/null
csrf=$(awk '$6 == "__Host-csrftoken" || $6 == "csrftoken" { print $7 }' jar)
log_in() {
    $curl --output /dev/null --write-out '%{http_code}' --referer "https://$HOST/admin/login/" "https://$HOST/admin/login/" \
        --data-urlencode "csrfmiddlewaretoken=$csrf" --data-urlencode "username=admin" --data-urlencode "password=$1"
}
[ "$(log_in wrong)" = 200 ]
[ "$(log_in "$DJANGO_SUPERUSER_PASSWORD")" = 302 ]
$curl --fail "https://$HOST/admin/" | grep -q 'action="/admin/logout/"'
token=$(mentorcerts-manage api_token create admin --days 1)
api="https://$HOST/api/v1/certifications"
anybody="curl --silent --show-error --cacert /etc/ssl/certs/$HOST.pem"
[ "$($anybody --output /dev/null --write-out '%{http_code}' "$api")" = 401 ]
$anybody --fail --header "Authorization: Token $token" "$api" | grep '"total":0'
systemctl start mentorcerts-job
mentorcerts-manage check_runs
[ -s /var/lib/mentorcerts/mentorcerts-*.dump ]
systemctl is-active mentorcerts-web mentorcerts-cluster nginx
systemctl show mentorcerts-web mentorcerts-cluster --property=Id,NRestarts,MemoryCurrent,WatchdogTimestamp,StatusText
[ "$(systemctl show mentorcerts-web mentorcerts-cluster --property=NRestarts --value | sort -u | tr -d '\n')" = 0 ]
[ "$(runuser -u postgres -- psql -Atc "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = 'mentorcerts'")" = f ]
runuser -u postgres -- psql -c "ALTER ROLE mentorcerts CREATEDB"
mentorcerts-manage restore_drill
echo "journal:"; journalctl --no-pager --quiet --priority=warning --unit='mentorcerts-*'
