-- Who did what that no turn holds: refused calls, and acts of the building's people. Rows are put once, counted up while they are young, and deleted when they are too old.
CREATE TABLE audit(
    id text COLLATE "C" PRIMARY KEY, at bigint NOT NULL, last_at bigint NOT NULL, times bigint NOT NULL, key_id text COLLATE "C" NOT NULL, owner text COLLATE "C" NOT NULL,
    roles integer NOT NULL, address text COLLATE "C" NOT NULL, node text COLLATE "C" NOT NULL, warehouse text COLLATE "C" NOT NULL, call text COLLATE "C" NOT NULL,
    thing text COLLATE "C" NOT NULL, number text COLLATE "C" NOT NULL, outcome integer NOT NULL, status integer NOT NULL, reason text COLLATE "C" NOT NULL, detail text NOT NULL);
CREATE INDEX audit_at ON audit(at, id);
CREATE INDEX audit_refused ON audit(at) WHERE outcome = 2;
