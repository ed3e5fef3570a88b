-- One row: which cluster these tables are of, and which start of a node may begin it (its Akka uid; null while nobody may). Whoever may begin keeps that right for as
-- long as its row below lives, so that all others join it.
CREATE TABLE meeting(
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    cluster text NOT NULL,
    beginner bigint,
    begun_at timestamptz);

-- A node lives while seen_at, by this server's clock, is recent and it has neither left nor gone. gone_at: the cluster goes on without this start of it, which must end.
-- sessions: what its sessions here are named after ('backorders ' and this), so that those of a node that is gone can be ended; empty when it has none of that name.
CREATE TABLE meeting_node(
    node_id text PRIMARY KEY,
    incarnation bigint NOT NULL,
    address text NOT NULL,
    serves_at text NOT NULL,
    weight int NOT NULL,
    version text NOT NULL,
    sessions text NOT NULL DEFAULT '',
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    joined boolean NOT NULL DEFAULT false,
    draining boolean NOT NULL DEFAULT false,
    left_at timestamptz,
    gone_at timestamptz) WITH (fillfactor = 20);

-- Who may decide in a split, until expires_at by this server's clock; version rises with each renewal.
CREATE TABLE arbitration(
    lease text PRIMARY KEY,
    owner text NOT NULL,
    version bigint NOT NULL,
    expires_at timestamptz NOT NULL) WITH (fillfactor = 20);
