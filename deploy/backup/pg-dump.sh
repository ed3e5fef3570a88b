#!/usr/bin/env bash
# pg-dump.sh - a logical backup of the database: one file, whole at one moment, that any later PostgreSQL can read.
# It is slow to restore and knows only the moment at which it began; for all that is larger than some tens of gigabytes, or for recovery to any second, use
# pg-basebackup.sh with the archived log.
#   PGHOST, PGPORT, PGUSER, PGPASSFILE …: where, as for psql. The user must read every table: backorders_owner.
#   BACKORDERS_DATABASE: default backorders.   BACKORDERS_BACKUPS: where to, default /var/backups/backorders/dump.   BACKORDERS_KEEP: how many are kept, default 14.
set -euo pipefail
umask 077
database="${BACKORDERS_DATABASE:-backorders}"
backups="${BACKORDERS_BACKUPS:-/var/backups/backorders/dump}"
keep="${BACKORDERS_KEEP:-14}"
name="$database-$(date -u +%Y%m%dT%H%M%SZ).dump"

mkdir -p "$backups"
part="$backups/$name.part"
trap 'rm -f "$part"' EXIT
# Serializable and deferrable: the dump waits for a moment at which no writer is between two of its changes, and then holds up nobody.
pg_dump --format=custom --compress=5 --serializable-deferrable --no-password --file="$part" "$database"
pg_restore --list "$part" > /dev/null
sync "$part"
mv "$part" "$backups/$name"
(cd "$backups" && sha256sum "$name" > "$name.sha256" && sync "$name.sha256" .)
echo "$backups/$name"

# The oldest go, but never the one that was just made.
find "$backups" -maxdepth 1 -name "$database-[0-9]*T[0-9]*Z.dump" -printf '%f\n' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -f "$backups/$old" "$backups/$old.sha256"
done
