-- The three roles of a cluster. Run once by a superuser, and again to change a password:
--   BACKORDERS_OWNER_PASSWORD_FILE=… BACKORDERS_SERVE_PASSWORD_FILE=… BACKORDERS_READ_PASSWORD_FILE=… psql -X -f deploy/postgres/roles.sql postgres
-- Each variable names a file whose first line is the role's password: no password stands in a command line, in a history, or in the server's log.
\set ON_ERROR_STOP on
\set owner_password `head -n 1 "$BACKORDERS_OWNER_PASSWORD_FILE"`
\set serve_password `head -n 1 "$BACKORDERS_SERVE_PASSWORD_FILE"`
\set read_password `head -n 1 "$BACKORDERS_READ_PASSWORD_FILE"`

-- A role with an empty password could not log in, and nobody would know why.
SELECT :'owner_password' = '' OR :'serve_password' = '' OR :'read_password' = '' AS missing \gset
\if :missing
\warn 'A password is missing: each of the three variables must name a file that is there and not empty.'
SELECT 1 / 0 AS "a password is missing";
\endif

BEGIN;
SET LOCAL log_statement = 'none';
SET LOCAL log_min_duration_statement = -1;
SET LOCAL password_encryption = 'scram-sha-256';

SELECT format('CREATE ROLE %I', wanted) FROM unnest(ARRAY['backorders_owner', 'backorders_serve', 'backorders_read']) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) \gexec

-- Owns the tables and changes them: 'backorders migrate' alone uses it.
ALTER ROLE backorders_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 10 PASSWORD :'owner_password';

-- What nodes log in with: makes and changes no table, adds rows to the journal and can never change or remove one. 'backorders migrate --grant-to backorders_serve' gives it its
-- rights; deploy/postgres/README.md lists them.
ALTER ROLE backorders_serve LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT -1 PASSWORD :'serve_password';

-- For anybody's SQL on the rows of the read model; deploy/postgres/read-only.sql gives it its rights.
ALTER ROLE backorders_read LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 10 PASSWORD :'read_password';
ALTER ROLE backorders_read SET default_transaction_read_only = on;

-- A forgotten transaction keeps dead rows alive in every table: the rows of 'meeting_node', which change all the time, would swell within minutes.
ALTER ROLE backorders_read SET statement_timeout = '60s';
ALTER ROLE backorders_read SET idle_in_transaction_session_timeout = '60s';
COMMIT;
