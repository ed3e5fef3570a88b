#!/usr/bin/env bash
# Makes roles and database on a server that is empty. In the image 'postgres' it is run by the first start (deploy/compose/cluster.yaml mounts it); elsewhere run
# it as the operating system's user 'postgres', with the variables of deploy/postgres/roles.sql set.
set -euo pipefail
here="${BACKORDERS_SQL:-$(cd "$(dirname "$0")" && pwd)}"
user="${POSTGRES_USER:-postgres}"
psql -X -q -U "$user" -d postgres -f "$here/roles.sql"
psql -X -q -U "$user" -d postgres -f "$here/database.sql"
echo "Roles and database are there. Next: backorders migrate --grant-to backorders_serve"
