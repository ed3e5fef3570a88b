#!/usr/bin/env bash
# archive-wal.sh PATH NAME - stores one finished file of the log, durably and once. For archive_command: 'archive-wal.sh "%p" "%f"'.
# BACKORDERS_WAL_ARCHIVE: the archive's folder, on another disk than the server's, better on another machine. Default /var/backups/backorders/wal.
# Ends with 0 only when the file is there for good: the server keeps and repeats whatever was not.
set -euo pipefail
archive="${BACKORDERS_WAL_ARCHIVE:-/var/backups/backorders/wal}"
source="$1"
target="$archive/$2"

if [ -e "$target" ]; then
  # The server may ask again after a crash. The same content is fine; another one means that two servers share an archive.
  cmp -s "$source" "$target" && exit 0
  echo "archive-wal: $target is there already, with another content. Does another server archive into $archive?" >&2
  exit 1
fi

part="$target.part"
cp "$source" "$part"
sync "$part"
mv "$part" "$target"
sync "$archive"
