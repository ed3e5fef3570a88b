using System.Runtime.InteropServices;
using Backorders.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Backorders.Journal.Postgres;

/// <summary>A lane's connection with its one prepared statement.</summary>
/// <remarks>
/// The statement is a transaction by itself, and its text is the same for every number of shards and rows. The check of the grant locks the shard's row, so
/// whoever waited for that lock looks at the row again; rows are inserted only for shards whose check held. No COPY and no pipelining: a client that is frozen
/// between two messages of those holds the row, and no timeout of the server frees it.
/// </remarks>
internal sealed class LaneSession : IAsyncDisposable
{
    private const string text = """
        WITH fence AS (
            UPDATE shard s SET last_seq = w.last_seq, head_hash = w.head_hash
            FROM unnest($1, $2, $3, $4, $5, $6, $7) AS w(shard_id, epoch, grant_id, after_seq, after_hash, last_seq, head_hash)
            WHERE s.shard_id = w.shard_id AND s.epoch = w.epoch AND s.grant_id = w.grant_id
              AND s.last_seq = w.after_seq AND s.head_hash = w.after_hash AND s.state IN (1, 2)
            RETURNING s.shard_id, s.epoch),
        stored AS (
            INSERT INTO journal(shard_id, seq, epoch, kind, body, hash, at)
            SELECT f.shard_id, r.seq, f.epoch, r.kind, r.body, r.hash, r.at
            FROM fence f JOIN unnest($8, $9, $10, $11, $12, $13) AS r(shard_id, seq, kind, body, hash, at) ON r.shard_id = f.shard_id)
        SELECT shard_id FROM fence
        """;

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand command;
    private readonly NpgsqlParameter<int[]> shards = Array<int[]>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<long[]> epochs = Array<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<Guid[]> grants = Array<Guid[]>(NpgsqlDbType.Uuid);
    private readonly NpgsqlParameter<long[]> afterSeqs = Array<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<byte[][]> afterHashes = Array<byte[][]>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<long[]> lastSeqs = Array<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<byte[][]> heads = Array<byte[][]>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<int[]> rowShards = Array<int[]>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<long[]> rowSeqs = Array<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<short[]> rowKinds = Array<short[]>(NpgsqlDbType.Smallint);
    private readonly NpgsqlParameter<byte[][]> rowBodies = Array<byte[][]>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<byte[][]> rowHashes = Array<byte[][]>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<long[]> rowTimes = Array<long[]>(NpgsqlDbType.Bigint);

    private LaneSession(NpgsqlConnection connection)
    {
        this.connection = connection;
        command = new NpgsqlCommand(text, connection)
        {
            Parameters =
            {
                shards, epochs, grants, afterSeqs, afterHashes, lastSeqs, heads, rowShards, rowSeqs, rowKinds, rowBodies, rowHashes, rowTimes,
            },
        };
        connection.Notice += (_, e) => Doubt = UnconfirmedCommit.Of(e.Notice) ?? Doubt;
    }

    /// <summary>What the server said during the last append that makes its outcome unknown, although it ended without an error; null when nothing.</summary>
    public string? Doubt { get; private set; }

    /// <summary>Whether it can be used again.</summary>
    public bool IsOpen => connection.State == System.Data.ConnectionState.Open;

    public static async Task<LaneSession> OpenAsync(NpgsqlDataSource source)
    {
        LaneSession session = new(await source.OpenConnectionAsync().ConfigureAwait(false));
        try
        {
            await session.command.PrepareAsync().ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Appends the batches, each of another shard, and gives the shards that stored theirs. When it throws, see what it throws.</summary>
    public async Task<HashSet<int>> AppendAsync(IReadOnlyList<JournalBatch> batches)
    {
        Bind(batches);
        Doubt = null;
        HashSet<int> stored = [];
        NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                stored.Add(reader.GetInt32(0));
            }

            // The rows arrive before the commit: only when the server is ready for the next statement did this one end well.
            await reader.NextResultAsync().ConfigureAwait(false);
        }

        return stored;
    }

    public async ValueTask DisposeAsync()
    {
        await command.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private void Bind(IReadOnlyList<JournalBatch> batches)
    {
        shards.TypedValue = [.. batches.Select(b => b.Grant.Shard)];
        epochs.TypedValue = [.. batches.Select(b => b.Grant.Epoch)];
        grants.TypedValue = [.. batches.Select(b => b.Grant.GrantId)];
        afterSeqs.TypedValue = [.. batches.Select(b => b.AfterSeq)];
        afterHashes.TypedValue = [.. batches.Select(b => b.AfterHead.ToArray())];
        lastSeqs.TypedValue = [.. batches.Select(b => b.LastSeq)];
        heads.TypedValue = [.. batches.Select(b => b.NewHead.ToArray())];
        int count = batches.Sum(b => b.Rows.Count);
        (int[] shard, long[] seq, short[] kind, byte[][] body, byte[][] hash, long[] at) =
            (new int[count], new long[count], new short[count], new byte[count][], new byte[count][], new long[count]);
        int i = 0;
        foreach (JournalBatch batch in batches)
        {
            foreach (JournalRow row in batch.Rows)
            {
                (shard[i], seq[i], kind[i], body[i], hash[i], at[i]) = (batch.Grant.Shard, row.Seq, (short)row.Kind, Bytes(row.Body), row.Hash.ToArray(), row.At);
                i++;
            }
        }

        (rowShards.TypedValue, rowSeqs.TypedValue, rowKinds.TypedValue) = (shard, seq, kind);
        (rowBodies.TypedValue, rowHashes.TypedValue, rowTimes.TypedValue) = (body, hash, at);
    }

    /// <summary>The journal owns the rows until the append has ended, so an array that holds exactly the body needs no copy.</summary>
    private static byte[] Bytes(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out ArraySegment<byte> segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : body.ToArray();

    private static NpgsqlParameter<T> Array<T>(NpgsqlDbType of) => new() { NpgsqlDbType = NpgsqlDbType.Array | of };
}
