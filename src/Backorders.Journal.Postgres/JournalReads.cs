namespace Backorders.Journal.Postgres;

/// <summary>Reads of rows. Each is one statement, so it sees one moment.</summary>
internal sealed class JournalReads(Sessions sessions)
{
    private const long pageBytesMax = 4 * 1024 * 1024;

    public async Task<ShardHead> ReadHeadAsync(int shard, CancellationToken cancellation)
    {
        List<ShardHead> heads = await sessions.QueryAsync(
            "SELECT last_seq, head_hash FROM shard WHERE shard_id = $1",
            static row => new ShardHead(row.GetInt64(0), ChainHash.FromBytes(row.GetFieldValue<byte[]>(1))),
            cancellation, shard).ConfigureAwait(false);
        return heads.Count == 1 ? heads[0] : default;
    }

    public async Task<IReadOnlyList<JournalRow>> ReadAsync(int shard, long afterSeq, int rowsMax, CancellationToken cancellation) =>
        // The server cuts the page: whatever it sent beyond would have to be read all the same. Lengths are known without the bodies.
        await sessions.QueryAsync(
            """
            SELECT seq, epoch, kind, body, hash, at FROM (
                SELECT p.*, sum(octet_length(body)) OVER (ORDER BY seq) - octet_length(body) AS before FROM (
                    SELECT * FROM journal WHERE shard_id = $1 AND seq > $2 ORDER BY seq LIMIT $3) p) q
            WHERE before < $4 ORDER BY seq
            """,
            row => new JournalRow(
                row.GetInt64(0), row.GetInt64(1), (RowKind)row.GetInt16(2), row.GetFieldValue<byte[]>(3), Hash(shard, row.GetInt64(0), row.GetFieldValue<byte[]>(4)), row.GetInt64(5)),
            cancellation, shard, afterSeq, rowsMax, pageBytesMax).ConfigureAwait(false);

    public async Task<IReadOnlyList<int>> ListShardsAsync(CancellationToken cancellation) =>
        await sessions.QueryAsync("SELECT shard_id FROM shard WHERE last_seq > 0 ORDER BY shard_id", static row => row.GetInt32(0), cancellation).ConfigureAwait(false);

    private static ChainHash Hash(int shard, long seq, byte[] hash) => hash.Length == ChainHash.Length
        ? ChainHash.FromBytes(hash)
        : throw new JournalCorruptException(shard, seq, $"its hash has {hash.Length} bytes, not {ChainHash.Length}.");
}
