-- The database. Run once by a superuser, after deploy/postgres/roles.sql:
--   psql -X -f deploy/postgres/database.sql postgres
-- Then 'backorders migrate --grant-to backorders_serve' as backorders_owner makes the tables.
\set ON_ERROR_STOP on

-- Texts are compared byte by byte, as the program does; an update of the operating system's collations then breaks no index.
SELECT 'CREATE DATABASE backorders OWNER backorders_owner TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C'''
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'backorders') \gexec

REVOKE ALL ON DATABASE backorders FROM PUBLIC;
GRANT CONNECT ON DATABASE backorders TO backorders_serve, backorders_read;

-- What was answered is stored: whatever the server's default becomes one day.
ALTER ROLE backorders_serve IN DATABASE backorders SET synchronous_commit = 'on';

\connect backorders
REVOKE ALL ON SCHEMA public FROM PUBLIC;
