#!/bin/sh
# Once, when the server is made, after its roles: a control and two lead databases, as the local run has.
set -eu
for database in control leads1 leads2; do
  createdb -U postgres -O fairway_owner "$database"
  psql -U postgres -v ON_ERROR_STOP=1 -d "$database" -f /etc/fairway/postgres-database.sql
done
