-- Version 1 of the snapshots' file. It is a file of its own, so that saving a large state never holds up a row of the journal.
CREATE TABLE warehouse_snapshot(
    persistence_id TEXT NOT NULL,
    sequence_number INTEGER NOT NULL,
    created INTEGER NOT NULL,
    snapshot BLOB NOT NULL,
    manifest TEXT NOT NULL,
    serializer_id INTEGER NOT NULL,
    PRIMARY KEY (persistence_id, sequence_number)) STRICT;
