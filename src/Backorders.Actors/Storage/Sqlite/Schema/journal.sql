-- Version 1 of the journal's file. The columns are those that Akka.Persistence.Sql writes; the constraints and triggers are ours.
-- No index but the unique one: rows are only added at a warehouse's end and read along it. The key is SQLite's own row number.
CREATE TABLE turn_batch(
    ordering INTEGER PRIMARY KEY,
    created INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted = 0),
    persistence_id TEXT NOT NULL,
    sequence_number INTEGER NOT NULL CHECK (sequence_number > 0),
    message BLOB NOT NULL,
    tags TEXT,
    manifest TEXT NOT NULL,
    identifier INTEGER NOT NULL,
    writer_uuid TEXT,
    UNIQUE (persistence_id, sequence_number)) STRICT;

-- Shards that an operator closed. at: microseconds since 1970.
CREATE TABLE seal(
    shard INTEGER PRIMARY KEY,
    why TEXT NOT NULL,
    at INTEGER NOT NULL) STRICT;

CREATE TRIGGER turn_batch_stays BEFORE UPDATE ON turn_batch
BEGIN SELECT RAISE(ABORT, 'a stored row is never changed'); END;

CREATE TRIGGER turn_batch_is_kept BEFORE DELETE ON turn_batch
BEGIN SELECT RAISE(ABORT, 'a stored row is never removed'); END;

-- A journal that was set back under a living owner would otherwise get rows 6, 7, 8 upon 3.
CREATE TRIGGER turn_batch_follows BEFORE INSERT ON turn_batch
WHEN NEW.sequence_number > 1 AND NOT EXISTS (
    SELECT 1 FROM turn_batch WHERE persistence_id = NEW.persistence_id AND sequence_number = NEW.sequence_number - 1)
BEGIN SELECT RAISE(ABORT, 'the row before this one is missing'); END;

-- shard_of is a function of this program, so that no second table has to say which warehouse is in which shard. It is called only while a seal is there.
CREATE TRIGGER turn_batch_is_open BEFORE INSERT ON turn_batch
WHEN EXISTS (SELECT 1 FROM seal) AND EXISTS (SELECT 1 FROM seal WHERE shard = shard_of(NEW.persistence_id))
BEGIN SELECT RAISE(ABORT, 'the shard is sealed'); END;
