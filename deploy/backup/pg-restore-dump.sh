#!/usr/bin/env bash
# pg-restore-dump.sh FILE NEW_DATABASE - reads a dump of pg-dump.sh into a new database. It never writes into one that is there: rename that first, and keep it.
#   PGHOST, PGPORT, PGUSER …: a superuser; the roles of deploy/postgres/roles.sql must be there.
# All nodes must be stopped. What to do before they start again stands in deploy/cluster.md, "Restore".
set -euo pipefail
if [ "$#" -ne 2 ]; then
  echo "usage: pg-restore-dump.sh FILE NEW_DATABASE" >&2
  exit 2
fi

file="$1"
database="$2"
if [ -f "$file.sha256" ]; then
  (cd "$(dirname "$file")" && sha256sum --check --quiet "$(basename "$file").sha256")
fi

createdb --no-password --owner=backorders_owner --template=template0 --encoding=UTF8 --locale=C "$database"
# One transaction: all of it, or an empty database.
pg_restore --no-password --single-transaction --exit-on-error --dbname="$database" "$file"
psql -X -q --no-password -d "$database" -v ON_ERROR_STOP=1 -c "REVOKE ALL ON SCHEMA public FROM PUBLIC" \
  -c "REVOKE ALL ON DATABASE \"$database\" FROM PUBLIC" -c "ALTER ROLE backorders_serve IN DATABASE \"$database\" SET synchronous_commit = 'on'" \
  -c "GRANT CONNECT ON DATABASE \"$database\" TO backorders_serve, backorders_read" -c "ANALYZE"
echo "Restored into $database. Next: backorders verify, then name it in Postgres:ConnectionString (deploy/cluster.md, Restore)."
