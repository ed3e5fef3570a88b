-- Printers as their agents announce them, and print jobs. A job is put once, changed until it has ended, and deleted some days later; its bytes are removed when it ends.
CREATE TABLE printer(
    warehouse text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, places text NOT NULL, size integer NOT NULL, dots_per_mm integer NOT NULL, agent text COLLATE "C" NOT NULL,
    key_id text COLLATE "C" NOT NULL, attendance text COLLATE "C" NOT NULL, seen_at bigint NOT NULL, trouble text NOT NULL, PRIMARY KEY (warehouse, name));
CREATE TABLE print_job(
    warehouse text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, printer text COLLATE "C" NOT NULL, subject text COLLATE "C" NOT NULL, owner text COLLATE "C" NOT NULL,
    key_id text COLLATE "C" NOT NULL, is_copy integer NOT NULL, copies integer NOT NULL, digest text COLLATE "C" NOT NULL, zpl bytea NOT NULL, made_at bigint NOT NULL,
    expires_at bigint NOT NULL, state integer NOT NULL, taken_at bigint NOT NULL, take_id text COLLATE "C" NOT NULL, ended_at bigint NOT NULL, detail text NOT NULL,
    PRIMARY KEY (warehouse, id));
CREATE INDEX print_job_waiting ON print_job(warehouse, printer, made_at) WHERE state = 1;
CREATE UNIQUE INDEX print_job_take ON print_job(warehouse, take_id) WHERE take_id <> '';
CREATE INDEX print_job_age ON print_job(made_at);
-- A label is printed once but for copies: all states hold it but 4 (failed) and 5 (expired), which are known not to have printed it.
CREATE UNIQUE INDEX print_job_first ON print_job(warehouse, owner, subject) WHERE is_copy = 0 AND state <> 4 AND state <> 5;
