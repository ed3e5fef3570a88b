-- One row: which cluster these tables are of. A node of another cluster refuses to start on them.
CREATE TABLE cluster(
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    cluster_id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    shard_count int NOT NULL);

-- The truth. The columns are those that Akka.Persistence.Sql writes. No index but the key and the unique constraint, which is the judge between two owners of a
-- warehouse: of two rows with one number the second is refused.
CREATE TABLE turn_batch(
    ordering bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created bigint NOT NULL,
    deleted boolean NOT NULL DEFAULT false CHECK (NOT deleted),
    persistence_id text COLLATE "C" NOT NULL,
    sequence_number bigint NOT NULL CHECK (sequence_number > 0),
    message bytea NOT NULL,
    tags text,
    manifest text NOT NULL,
    identifier int NOT NULL,
    writer_uuid text,
    CONSTRAINT turn_batch_row UNIQUE (persistence_id, sequence_number));

-- Readers take the first bytes of a row and leave the rest where it is, which only works with bytes that are not compressed.
ALTER TABLE turn_batch ALTER COLUMN message SET STORAGE EXTERNAL;

-- Folds of the journal, disposable.
CREATE TABLE warehouse_snapshot(
    persistence_id text COLLATE "C" NOT NULL,
    sequence_number bigint NOT NULL,
    created bigint NOT NULL,
    snapshot bytea NOT NULL,
    manifest text NOT NULL,
    serializer_id int NOT NULL,
    PRIMARY KEY (persistence_id, sequence_number));
ALTER TABLE warehouse_snapshot ALTER COLUMN snapshot SET STORAGE EXTERNAL;

-- Shards that an operator closed.
CREATE TABLE seal(
    shard int PRIMARY KEY,
    why text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp());

-- The shard of a warehouse: the first 8 bytes of SHA-256 of its id, big-endian, modulo 256, which is the eighth byte.
CREATE FUNCTION shard_of(persistence_id text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT get_byte(sha256(convert_to(persistence_id, 'UTF8')), 7) $$;

-- Once for each statement, however many rows it adds. A row whose predecessor is missing comes from an owner that knows a journal which was set back under it. The shared
-- lock is the shard's until the transaction ends: whoever seals takes it exclusively, so that no row lands behind a seal that has been confirmed.
CREATE FUNCTION turn_batch_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    alone record;
    closed record;
BEGIN
    SELECT a.persistence_id, a.sequence_number INTO alone FROM added a
        WHERE a.sequence_number > 1 AND NOT EXISTS (
            SELECT 1 FROM turn_batch b WHERE b.persistence_id = a.persistence_id AND b.sequence_number = a.sequence_number - 1)
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'row % of warehouse % has no row before it', alone.sequence_number, alone.persistence_id USING ERRCODE = '40001';
    END IF;

    PERFORM pg_advisory_xact_lock_shared(TG_RELID::int, shard_of(a.persistence_id)) FROM added a;
    IF EXISTS (SELECT 1 FROM seal) THEN
        SELECT s.shard, s.why INTO closed FROM added a JOIN seal s ON s.shard = shard_of(a.persistence_id) LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'shard % is sealed: %', closed.shard, closed.why USING ERRCODE = 'ZB001';
        END IF;
    END IF;

    RETURN NULL;
END $$;

CREATE TRIGGER turn_batch_added AFTER INSERT ON turn_batch REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION turn_batch_added();
