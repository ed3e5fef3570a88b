-- Settings of single tables. Run by backorders_owner after 'backorders migrate', once:
--   psql -X -f deploy/postgres/tables.sql "dbname=backorders user=backorders_owner"
-- In another schema than 'backorders': psql -v schema=NAME …
\set ON_ERROR_STOP on
\if :{?schema}
\else
\set schema backorders
\endif
SET search_path = :"schema";

-- A few rows that change every second: vacuum by a number of dead rows, not by a share of live ones, and without pauses. Otherwise their pages grow.
ALTER TABLE meeting_node SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
ALTER TABLE arbitration SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);

-- Rows are never changed: freezing them early, in small portions, spares the great vacuum against wraparound later.
ALTER TABLE turn_batch SET (autovacuum_freeze_min_age = 1000000, autovacuum_vacuum_insert_scale_factor = 0.02);
