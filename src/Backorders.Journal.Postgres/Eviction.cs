using Backorders.Postgres;
using Npgsql;

namespace Backorders.Journal.Postgres;

/// <summary>Frees the shard of a silent owner, even when that owner froze with the shard's row in its hands.</summary>
/// <remarks>
/// A process that is frozen between a statement and the end of its transaction holds the shard's row for as long as its connection lives, and its machine
/// answers keepalives for it. So whoever waits for that row longer than <see cref="Patience"/> ends the session that holds it, if that session waits for its client
/// and the owner's row has expired. A session that waits for a standby is never ended: its commit is on the way.
/// </remarks>
internal sealed class Eviction(PostgresOptions options, string nodeId, TimeProvider time) : IAsyncDisposable
{
    private const int togetherMax = 4;

    // One frozen session may hold the rows of many shards: however many evictions wait for it, there is a connection left to end it with.
    private readonly NpgsqlDataSource source = PostgresSources.Create(options, $"{nodeId} evict", "-c lock_timeout=6000", static to => to.MaxPoolSize = 2 * togetherMax);
    private readonly SemaphoreSlim gate = new(togetherMax);

    /// <summary>No append holds a row that long while its owner is well; the owner has been silent for a lifetime already.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const string ownerLives =
        "EXISTS (SELECT 1 FROM node n WHERE n.incarnation = s.owner_incarnation AND n.expires_at > clock_timestamp())";

    public async Task<bool> EvictAsync(int shard, long seenEpoch, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                Task<List<int>> freeing = Sessions.QueryAsync(
                    connection,
                    $"""
                    UPDATE shard s SET state = 0, owner_incarnation = NULL, owner_node = NULL, target_node = NULL
                    WHERE s.shard_id = $1 AND s.epoch = $2 AND s.state IN (1, 2) AND NOT {ownerLives}
                    RETURNING s.shard_id
                    """,
                    static row => row.GetInt32(0), cancellation, shard, seenEpoch);
                try
                {
                    await Task.WhenAny(freeing, Task.Delay(Patience, time, cancellation)).ConfigureAwait(false);
                    if (!freeing.IsCompleted)
                    {
                        await EndFrozenHolderAsync(shard, connection.ProcessID, cancellation).ConfigureAwait(false);
                    }
                }
                finally
                {
                    // A connection is closed only when nothing runs on it any more.
                    await ((Task)freeing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                return (await freeing.ConfigureAwait(false)).Count > 0;
            }
        }
        catch (Exception e) when (PostgresTrouble.IsKnown(e))
        {
            throw new JournalUnavailableException(PostgresTrouble.Explain(e, options), e);
        }
        finally
        {
            gate.Release();
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task EndFrozenHolderAsync(int shard, int waiter, CancellationToken cancellation)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await Sessions.QueryAsync(
                connection,
                $"""
                SELECT a.pid, pg_terminate_backend(a.pid) FROM pg_stat_activity a, shard s
                WHERE s.shard_id = $1 AND NOT {ownerLives} AND a.pid = ANY(pg_blocking_pids($2)) AND a.wait_event_type = 'Client' AND a.wait_event = 'ClientRead'
                """,
                static row => row.GetInt32(0), cancellation, shard, waiter).ConfigureAwait(false);
        }
    }
}
