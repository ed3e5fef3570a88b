namespace Backorders.Journal.Sqlite;

/// <summary>
/// Snapshots in parts, each in a transaction of its own, so that appends go in between. A snapshot counts from the moment at which its row in
/// <c>snapshot</c> names it; until then the one before it counts.
/// </summary>
internal sealed class SqliteSnapshots(SqliteDatabase database, Action<Action> inTransaction)
{
    public void WritePart(int shard, long seq, int part, ReadOnlyMemory<byte> body) => inTransaction(() =>
    {
        using SqliteStatement insert = database.Prepare(
            "snapshot-part", "INSERT OR REPLACE INTO snapshot_part(shard_id, seq, part, body) VALUES (?1, ?2, ?3, ?4)");
        insert.Bind(1, shard).Bind(2, seq).Bind(3, part).Bind(4, body.Span).Run();
    });

    /// <summary>Makes the written parts the shard's snapshot, unless a later one is there.</summary>
    public void Publish(int shard, StoredSnapshot snapshot) => inTransaction(() =>
    {
        using SqliteStatement publish = database.Prepare("snapshot", """
            INSERT INTO snapshot(shard_id, seq, head_hash, format, parts) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT(shard_id) DO UPDATE SET seq = ?2, head_hash = ?3, format = ?4, parts = ?5 WHERE seq <= ?2
            """);
        publish.Bind(1, shard).Bind(2, snapshot.Seq).Bind(3, snapshot.Head).Bind(4, snapshot.Format).Bind(5, snapshot.Parts.Count).Run();
    });

    /// <summary>Removes one part that no snapshot needs; false when there is none. One at a time, for the same reason.</summary>
    public bool RemoveOldPart(int shard)
    {
        int removed = 0;
        inTransaction(() =>
        {
            using SqliteStatement remove = database.Prepare("snapshot-old", """
                DELETE FROM snapshot_part WHERE rowid = (
                    SELECT p.rowid FROM snapshot_part p JOIN snapshot s USING (shard_id)
                    WHERE p.shard_id = ?1 AND (p.seq <> s.seq OR p.part >= s.parts) LIMIT 1)
                """);
            remove.Bind(1, shard).Run();
            removed = database.Changes;
        });
        return removed > 0;
    }

    /// <summary>The shard's snapshot without its parts, and how many there are; null when there is none.</summary>
    public (StoredSnapshot Snapshot, int Parts)? Find(int shard)
    {
        using SqliteStatement find = database.Prepare("snapshot-find", "SELECT seq, head_hash, format, parts FROM snapshot WHERE shard_id = ?1");
        return find.Bind(1, shard).Step()
            ? (new(find.GetInt64(0), ChainHash.FromBytes(find.GetBytes(1)), (int)find.GetInt64(2), []), (int)find.GetInt64(3))
            : null;
    }

    /// <summary>One part; null when it is not there.</summary>
    public byte[]? ReadPart(int shard, long seq, int part)
    {
        using SqliteStatement read = database.Prepare("snapshot-read", "SELECT body FROM snapshot_part WHERE shard_id = ?1 AND seq = ?2 AND part = ?3");
        return read.Bind(1, shard).Bind(2, seq).Bind(3, part).Step() ? read.GetBytes(0).ToArray() : null;
    }
}
