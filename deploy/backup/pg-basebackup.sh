#!/usr/bin/env bash
# pg-basebackup.sh - a copy of the whole server while it works: with the archived log after it, the state of any later second can be had.
#   PGHOST, PGPORT, PGUSER, PGPASSFILE …: where; the user needs REPLICATION.
#   BACKORDERS_BACKUPS: where to, default /var/backups/backorders/base.   BACKORDERS_KEEP: how many are kept, default 4.
# Log files that are older than the oldest base backup are of no more use: pg_archivecleanup ARCHIVE NAME, as this script prints it at its end.
set -euo pipefail
umask 077
# Debian keeps the server's own programs aside.
command -v pg_verifybackup > /dev/null || PATH="$PATH:$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)"
backups="${BACKORDERS_BACKUPS:-/var/backups/backorders/base}"
keep="${BACKORDERS_KEEP:-4}"
name="base-$(date -u +%Y%m%dT%H%M%SZ)"

mkdir -p "$backups"
part="$backups/$name.part"
trap 'rm -rf "$part"' EXIT
pg_basebackup --pgdata="$part" --format=plain --wal-method=stream --checkpoint=fast --manifest-checksums=SHA256 --no-password
pg_verifybackup --quiet "$part"
sync -f "$part"
mv "$part" "$backups/$name"
sync "$backups"
echo "$backups/$name"

find "$backups" -maxdepth 1 -name 'base-*Z' -printf '%f\n' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -rf "${backups:?}/$old"
done

oldest="$(find "$backups" -maxdepth 1 -name 'base-*Z' | sort | head -n 1)"
first="$(sed -n 's/^START WAL LOCATION:.*(file \([0-9A-F]*\))$/\1/p' "$oldest/backup_label")"
echo "No longer needed in the archive: everything before $first (pg_archivecleanup ARCHIVE $first)"
