#!/usr/bin/env bash
# pg-restore-pitr.sh BASE NEW_DATA [TIME] - makes a data folder from a base backup, for a server that reads the archived log up to TIME and then opens.
#   BASE: a folder of pg-basebackup.sh.   NEW_DATA: a folder that is not there yet.   TIME: such as '2026-03-02 10:15:00+00'; default: as far as the archive goes.
#   BACKORDERS_WAL_ARCHIVE: the archive, default /var/backups/backorders/wal.
# Run it as the operating system's user that the server runs as. It starts nothing: look at what it wrote, then start the server on the new folder.
set -euo pipefail
umask 077
if [ "$#" -lt 2 ] || [ "$#" -gt 3 ]; then
  echo "usage: pg-restore-pitr.sh BASE NEW_DATA [TIME]" >&2
  exit 2
fi

# Debian keeps the server's own programs aside.
command -v pg_verifybackup > /dev/null || PATH="$PATH:$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)"
base="$1"
data="$2"
time="${3:-}"
archive="${BACKORDERS_WAL_ARCHIVE:-/var/backups/backorders/wal}"
if [ -e "$data" ]; then
  echo "pg-restore-pitr: $data is there already; name a folder that is not, and keep the old one until all is well." >&2
  exit 1
fi

if ! [ -d "$archive" ]; then
  echo "pg-restore-pitr: there is no archive at $archive; set BACKORDERS_WAL_ARCHIVE." >&2
  exit 1
fi

pg_verifybackup --quiet "$base"
cp -a "$base" "$data"
chmod 0700 "$data"
# What an earlier restore of that server left there would hold for this one too.
sed -i -E '/^(recovery_target|restore_command|archive_mode)/d' "$data/postgresql.auto.conf"
{
  echo "restore_command = 'cp \"$archive/%f\" \"%p\"'"
  echo "recovery_target_timeline = 'latest'"
  if [ -n "$time" ]; then
    echo "recovery_target_time = '$time'"
  fi

  echo "recovery_target_action = 'promote'"
  # Until somebody has looked, the restored server must not write into the archive of the one that it comes from.
  echo "archive_mode = off"
} >> "$data/postgresql.auto.conf"
touch "$data/recovery.signal"
sync -f "$data"
echo "$data is ready. Start a server on it, wait until it has opened (pg_is_in_recovery() is false), verify, then let nodes connect (deploy/cluster.md, Restore)."
