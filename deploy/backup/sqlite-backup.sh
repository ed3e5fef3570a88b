#!/usr/bin/env bash
# sqlite-backup.sh - a backup of a single node while it works: the node copies its store, this script verifies the copy and puts all that belongs to it into one folder.
#   BACKORDERS_SERVER, BACKORDERS_KEY: the node and an operator's key, as for every command of 'backorders'.
#   BACKORDERS: the program, default /opt/backorders/backorders.   BACKORDERS_ETC: settings and keys, default /etc/backorders.
# Run it as a user who may read all of BACKORDERS_ETC and the node's data folder: root.
#   BACKORDERS_BACKUPS: where to, better on another machine's disk, default /var/backups/backorders.   BACKORDERS_KEEP: how many are kept, default 14.
set -euo pipefail
umask 077
backorders="${BACKORDERS:-/opt/backorders/backorders}"
etc="${BACKORDERS_ETC:-/etc/backorders}"
backups="${BACKORDERS_BACKUPS:-/var/backups/backorders}"
keep="${BACKORDERS_KEEP:-14}"
name="$(date -u +%Y%m%dT%H%M%SZ)"

answer="$("$backorders" backup "$name" --json)"
copy="$(printf '%s' "$answer" | sed -n 's/.*"path": *"\([^"]*\)".*/\1/p')"
webhooks="$(printf '%s' "$answer" | sed -n 's/.*"webhooks_path": *"\([^"]*\)".*/\1/p')"
audit="$(printf '%s' "$answer" | sed -n 's/.*"audit_path": *"\([^"]*\)".*/\1/p')"

# However this ends, the node's own disk keeps no second copy of its store.
part="$backups/$name.part"
trap 'rm -rf "$part"; rm -f "$copy" ${webhooks:+"$webhooks"} ${audit:+"$audit"}' EXIT
mkdir -p "$backups"
mkdir "$part"
cp "$copy" "$part/turns.db"
if [ -n "$webhooks" ]; then
  cp "$webhooks" "$part/webhooks.db"
fi
if [ -n "$audit" ]; then
  cp "$audit" "$part/audit.db"
fi

if [ -d "$etc" ]; then
  cp -a "$etc" "$part/etc"
fi

# A backup that was never read is a hope.
"$backorders" verify --data "$part"

# Reading leaves an empty log and its index beside the copy; a log that holds something would be part of it.
if [ ! -s "$part/turns.db-wal" ]; then
  rm -f "$part/turns.db-wal" "$part/turns.db-shm"
fi
sync -f "$part"
mv "$part" "$backups/$name"
sync "$backups"
echo "$backups/$name"

find "$backups" -maxdepth 1 -type d -name '20*Z' -printf '%f\n' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -rf "${backups:?}/$old"
done
