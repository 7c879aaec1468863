#!/bin/sh
# backup.sh FOLDER: back up the database of DATABASE_URL; keep the backups of the last 14 days.
set -eu
backup="$1/mentorcerts-$(date -u +%Y-%m-%dT%H%M%SZ).dump"
pg_dump --format=custom --no-owner --file="$backup.part" "$DATABASE_URL"
# Under its name only when it is whole; and old ones go only after a new one is there.
mv "$backup.part" "$backup"
find "$1" -name 'mentorcerts-*.dump*' -mtime +14 -delete
