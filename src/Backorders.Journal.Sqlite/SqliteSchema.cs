namespace Backorders.Journal.Sqlite;

/// <summary>The tables, and how a file comes to have them.</summary>
internal static class SqliteSchema
{
    /// <summary>The version of the tables that this code reads and writes. A file of a later one is refused.</summary>
    public const int Version = 2;

    /// <summary>Marks the file as this program's: the bytes "BKOR".</summary>
    private const int applicationId = 0x424B4F52;

    // No index but the primary key: rows are only ever appended at its end and read along it. An index on a random value would
    // cost more than all the rest of a turn.
    private const string tables = """
        CREATE TABLE shard(
            shard_id INTEGER PRIMARY KEY,
            epoch INTEGER NOT NULL,
            grant_id BLOB NOT NULL,
            last_seq INTEGER NOT NULL,
            head_hash BLOB NOT NULL) STRICT;
        CREATE TABLE journal(
            shard_id INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            body BLOB NOT NULL,
            hash BLOB NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY(shard_id, seq)) STRICT, WITHOUT ROWID;
        CREATE TABLE snapshot(
            shard_id INTEGER PRIMARY KEY,
            seq INTEGER NOT NULL,
            head_hash BLOB NOT NULL,
            format INTEGER NOT NULL,
            parts INTEGER NOT NULL) STRICT;
        CREATE TABLE snapshot_part(
            shard_id INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            part INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY(shard_id, seq, part)) STRICT;
        """;

    /// <summary>Shards that an operator closed, since version 2: a program that does not know of them must not write to them.</summary>
    private const string sealTable = "CREATE TABLE shard_seal(shard_id INTEGER PRIMARY KEY, why TEXT NOT NULL) STRICT";

    /// <summary>Sets the connection up, and makes the tables if the file is new.</summary>
    /// <exception cref="JournalVersionException">A later version wrote the file.</exception>
    /// <exception cref="JournalUnavailableException">The file is another program's.</exception>
    public static void Prepare(SqliteDatabase database, string path, SqliteJournalOptions options)
    {
        // The exclusive lock is taken by the first read, and kept: no second process, and no shared-memory file to go stale.
        database.Execute("setup", $"PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = {options.PageBytes}; PRAGMA journal_mode = WAL");
        database.Execute("setup", $"PRAGMA synchronous = FULL; PRAGMA cache_size = -{options.CacheKilobytes}; PRAGMA temp_store = MEMORY");
        database.Execute("setup", $"PRAGMA wal_autocheckpoint = {options.CheckpointPages}");
        database.Execute("begin", "BEGIN EXCLUSIVE");
        long version = database.QueryInt64("version", "PRAGMA user_version");
        long owner = database.QueryInt64("version", "PRAGMA application_id");
        if (owner != applicationId && database.QueryInt64("version", "SELECT count(*) FROM sqlite_schema") > 0)
        {
            throw new JournalUnavailableException($"The file {path} is a database of another program.");
        }

        if (version > Version)
        {
            throw new JournalVersionException(
                $"The store {path} has tables of version {version}; this program knows them up to version {Version}. Start the later program, or restore a backup.");
        }

        if (version == 0)
        {
            database.Execute("create", tables);
        }

        if (version < Version)
        {
            database.Execute("create", sealTable);
            database.Execute("create", $"PRAGMA application_id = {applicationId}; PRAGMA user_version = {Version}");
        }

        database.Execute("commit", "COMMIT");
    }
}
