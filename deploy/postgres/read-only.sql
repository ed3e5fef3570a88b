-- What anybody's SQL may read: the views of the read model, and nothing else. The journal holds everything, webhooks hold secrets. Run by backorders_owner after 'backorders
-- migrate', and again after a migration that adds a view:
--   psql -X -f deploy/postgres/read-only.sql "dbname=backorders user=backorders_owner"
-- In another schema than 'backorders': psql -v schema=NAME …
\set ON_ERROR_STOP on
\if :{?schema}
\else
\set schema backorders
\endif
GRANT USAGE ON SCHEMA :"schema" TO backorders_read;
SELECT format('GRANT SELECT ON %I.%I TO backorders_read', schemaname, viewname) FROM pg_views WHERE schemaname = :'schema' \gexec
