namespace Backorders.Journal.Postgres;

/// <summary>
/// Snapshots in parts, each written by a statement of its own under an id that nobody knows yet. A snapshot counts from the moment at which its row in
/// <c>snapshot</c> names that id; until then the one before it counts. Two nodes that write at once do not mix their parts. One of the same turn replaces another
/// only where that cannot be read: parts of it are gone, or its format is not the writer's.
/// </summary>
internal sealed class Snapshots(Sessions sessions)
{
    public async Task<StoredSnapshot?> ReadAsync(int shard, CancellationToken cancellation)
    {
        // One statement, so that the parts are those of the snapshot that was found.
        List<(StoredSnapshot Snapshot, int Parts, byte[]? Body)> found = await sessions.QueryAsync(
            """
            SELECT s.seq, s.head_hash, s.format, s.parts, p.body FROM snapshot s LEFT JOIN snapshot_part p USING (shard_id, snapshot_id)
            WHERE s.shard_id = $1 ORDER BY p.part
            """,
            static row => (
                new StoredSnapshot(row.GetInt64(0), Head(row.GetFieldValue<byte[]>(1)), row.GetInt32(2), []),
                row.GetInt32(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4)),
            cancellation, shard).ConfigureAwait(false);
        List<ReadOnlyMemory<byte>> parts = [.. found.Where(f => f.Body is not null).Select(f => (ReadOnlyMemory<byte>)f.Body!)];
        return found.Count > 0 && parts.Count == found[0].Parts ? found[0].Snapshot with { Parts = parts } : null;
    }

    public async Task WriteAsync(int shard, StoredSnapshot snapshot, CancellationToken cancellation)
    {
        Guid id = Guid.NewGuid();
        for (int part = 0; part < snapshot.Parts.Count; part++)
        {
            await sessions.ChangeAsync(
                "INSERT INTO snapshot_part(shard_id, snapshot_id, part, seq, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                cancellation, shard, id, part, snapshot.Seq, snapshot.Parts[part].ToArray()).ConfigureAwait(false);
        }

        await sessions.ChangeAsync(
            """
            INSERT INTO snapshot AS s (shard_id, snapshot_id, seq, head_hash, format, parts)
            SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM snapshot_part WHERE shard_id = $1 AND snapshot_id = $2) = $6
            ON CONFLICT (shard_id) DO UPDATE SET snapshot_id = $2, seq = $3, head_hash = $4, format = $5, parts = $6
            WHERE s.seq < $3 OR (s.seq = $3 AND (s.format <> $5
              OR s.parts <> (SELECT count(*) FROM snapshot_part p WHERE p.shard_id = s.shard_id AND p.snapshot_id = s.snapshot_id)))
            """,
            cancellation, shard, id, snapshot.Seq, snapshot.Head.ToArray(), snapshot.Format, snapshot.Parts.Count).ConfigureAwait(false);

        // Parts that no snapshot needs any more; those of a later one, which somebody may be writing now, stay.
        await sessions.ChangeAsync(
            "DELETE FROM snapshot_part p USING snapshot s WHERE p.shard_id = $1 AND s.shard_id = $1 AND p.snapshot_id <> s.snapshot_id AND p.seq <= s.seq",
            cancellation, shard).ConfigureAwait(false);
    }

    private static ChainHash Head(byte[] stored) => stored.Length == ChainHash.Length ? ChainHash.FromBytes(stored) : default;
}
