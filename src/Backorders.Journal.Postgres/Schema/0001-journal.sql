-- One row: which cluster these tables are of. A node of another cluster refuses to start on them.
CREATE TABLE cluster(
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    cluster_id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    shard_count int NOT NULL);

-- A row counts until expires_at, by this server's clock; hb_counter rises with every heartbeat.
CREATE TABLE node(
    node_id text PRIMARY KEY,
    incarnation uuid NOT NULL,
    address text NOT NULL,
    weight int NOT NULL,
    hb_counter bigint NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    draining boolean NOT NULL) WITH (fillfactor = 20);

-- Who may append. Every append changes its shard's row: pages that are mostly empty keep the new version beside the old one, and no index is touched.
-- state: 0 free, 1 owned, 2 draining, 3 sealed. The epoch only rises; grant_id is new for each grant, for a failover may set an epoch back.
CREATE TABLE shard(
    shard_id int PRIMARY KEY,
    epoch bigint NOT NULL DEFAULT 0,
    grant_id uuid,
    owner_incarnation uuid,
    owner_node text,
    state smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    target_node text,
    last_seq bigint NOT NULL DEFAULT 0,
    head_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(head_hash) = 32),
    granted_at timestamptz,
    why text) WITH (fillfactor = 10);

INSERT INTO shard(shard_id) SELECT generate_series(0, 255);

-- The truth. No index but the primary key: rows are only appended at each shard's end and read along it. at: microseconds since 1970, as in the body.
CREATE TABLE journal(
    shard_id int NOT NULL,
    seq bigint NOT NULL,
    epoch bigint NOT NULL,
    kind smallint NOT NULL,
    body bytea NOT NULL,
    hash bytea NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (shard_id, seq));

-- A snapshot counts from the moment at which its row here names it; until then the one before it counts.
CREATE TABLE snapshot(
    shard_id int PRIMARY KEY,
    snapshot_id uuid NOT NULL,
    seq bigint NOT NULL,
    head_hash bytea NOT NULL,
    format int NOT NULL,
    parts int NOT NULL);

CREATE TABLE snapshot_part(
    shard_id int NOT NULL,
    snapshot_id uuid NOT NULL,
    part int NOT NULL,
    seq bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (shard_id, snapshot_id, part));
ALTER TABLE snapshot_part ALTER COLUMN body SET STORAGE EXTERNAL;
