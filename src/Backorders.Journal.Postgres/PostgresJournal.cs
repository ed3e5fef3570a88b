// A receipt ends here: when AppendAsync returns, it is durable, and its answer leaves by Backorders.Engine/Sessions/SessionOutbox.cs.
using Backorders.Journal.Cluster;
using Backorders.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Backorders.Journal.Postgres;

/// <summary>The journal in a PostgreSQL database that several nodes share. The database decides who may write.</summary>
/// <remarks>
/// <para><b>Why two owners harm nobody.</b> A take and an append of a shard change the same row, so its lock puts them all in one order. After a take by B no append of A
/// matches the row; an append lands only on the row and the chain that its decisions were taken on; B reads after its take was acknowledged. No clock is assumed.</para>
/// <para><b>Lanes.</b> A shard's appends go over one of a few connections, which carries whatever waits of its shards in one statement: a shard that was lost is
/// skipped, the others land.</para>
/// <para><b>Outcomes.</b> An error that the server answered stored nothing. A connection that was lost after the statement was sent, a deadline that ran out, or a commit whose
/// wait for the standby was cancelled, says neither yes nor no. Appends have no command timeout: it would cancel that wait and make it look like a success.</para>
/// <para><b>Cancellation</b> ends waits and reads, never an append.</para>
/// </remarks>
public sealed partial class PostgresJournal : IJournal, ILaneLog
{
    private const int controlConnections = 4;
    private const int readConnections = 6;

    /// <summary>One plan for every batch, planned once, that finds each shard's row by its key: whatever the server's statistics say, the table's emptiness is on purpose.</summary>
    private const string laneSettings = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off";

    private const string controlSettings = "-c lock_timeout=3000 -c jit=off";
    private const int controlSeconds = 10;
    private const int readSeconds = 60;

    private readonly NodeIdentity self;
    private readonly ILogger log;
    private readonly bool takeGuard;
    private readonly NpgsqlDataSource laneSource;
    private readonly Lane[] lanes;
    private readonly Sessions control;
    private readonly Sessions reads;
    private readonly JournalReads rows;
    private readonly Snapshots snapshots;

    /// <summary>Opens nothing yet: the first call that needs the database does.</summary>
    /// <param name="options">Where the database is; not to be changed afterwards.</param>
    /// <param name="self">Who takes shards.</param>
    /// <param name="time">What deadlines are measured by.</param>
    /// <param name="log">Where its logs go.</param>
    /// <param name="takeGuard">
    /// Whether a shard can only be taken when it is free or this node's own. Off, any shard that is not sealed can be taken from anybody: for tests that
    /// show that nothing is lost even then.
    /// </param>
    /// <exception cref="PostgresStartException">The options cannot be used; the message names every mistake.</exception>
    public PostgresJournal(PostgresOptions options, NodeIdentity self, TimeProvider time, ILogger<PostgresJournal> log, bool takeGuard = true)
    {
        (this.self, this.log, this.takeGuard) = (self, log, takeGuard);
        laneSource = PostgresSources.Create(
            options, $"{self.NodeId} appends", laneSettings, static to => (to.Pooling, to.CommandTimeout, to.KeepAlive) = (false, 0, 0));
        control = new(
            PostgresSources.Create(options, $"{self.NodeId} control", controlSettings, static to => (to.MaxPoolSize, to.CommandTimeout) = (controlConnections, controlSeconds)),
            controlConnections, options);
        reads = new(
            PostgresSources.Create(options, $"{self.NodeId} reads", string.Empty, static to => (to.MaxPoolSize, to.CommandTimeout) = (readConnections, readSeconds)),
            readConnections, options);
        lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => new Lane(laneSource, options, time, this))];
        (rows, snapshots) = (new(reads), new(reads));
    }

    /// <inheritdoc/>
    /// <remarks>The caller's only after the server acknowledged the commit: whatever it reads from then on is all that the holder before it could store.</remarks>
    public async ValueTask<ShardGrant> TakeAsync(int shard, CancellationToken cancellation)
    {
        Guid grant = Guid.NewGuid();
        List<ShardGrant> taken = await control.QueryAsync(
            """
            UPDATE shard SET epoch = epoch + 1, grant_id = $2, owner_incarnation = $3, owner_node = $4, state = 1, target_node = NULL, prepared_by = NULL, prepared = 0,
                granted_at = clock_timestamp()
            WHERE shard_id = $1 AND state <> 3 AND (state = 0 OR owner_incarnation = $3 OR NOT $5)
            RETURNING epoch, last_seq, head_hash
            """,
            row => new ShardGrant(shard, row.GetInt64(0), grant, row.GetInt64(1), ChainHash.FromBytes(row.GetFieldValue<byte[]>(2))),
            cancellation, shard, grant, self.Incarnation, self.NodeId, takeGuard).ConfigureAwait(false);
        return taken.Count == 1 ? taken[0] : throw await WhyHeldAsync(shard, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(JournalBatch batch)
    {
        LaneAppend append = new(batch);
        return lanes[batch.Grant.Shard % lanes.Length].TryAdd(append) ? new(append.Task) : throw new JournalUnavailableException("The store is closed.");
    }

    /// <inheritdoc/>
    public ValueTask<ShardHead> ReadHeadAsync(int shard, CancellationToken cancellation) => new(rows.ReadHeadAsync(shard, cancellation));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JournalRow>> ReadAsync(int shard, long afterSeq, int rowsMax, CancellationToken cancellation) =>
        new(rows.ReadAsync(shard, afterSeq, rowsMax, cancellation));

    /// <inheritdoc/>
    public ValueTask<StoredSnapshot?> ReadSnapshotAsync(int shard, CancellationToken cancellation) => new(snapshots.ReadAsync(shard, cancellation));

    /// <inheritdoc/>
    public ValueTask WriteSnapshotAsync(int shard, StoredSnapshot snapshot, CancellationToken cancellation) => new(snapshots.WriteAsync(shard, snapshot, cancellation));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<int>> ListShardsAsync(CancellationToken cancellation) => new(rows.ListShardsAsync(cancellation));

    /// <summary>Finishes the appends that were handed over and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(lanes.Select(l => l.CloseAsync())).ConfigureAwait(false);
        await laneSource.DisposeAsync().ConfigureAwait(false);
        await control.DisposeAsync().ConfigureAwait(false);
        await reads.DisposeAsync().ConfigureAwait(false);
    }

    void ILaneLog.AppendsFailed(int count, JournalException why) => LogAppendsFailed(count, why is JournalOutcomeUnknownException, why.Message);

    private async Task<JournalException> WhyHeldAsync(int shard, CancellationToken cancellation)
    {
        List<JournalException> found = await control.QueryAsync<JournalException>(
            "SELECT state, owner_node, epoch, why FROM shard WHERE shard_id = $1",
            row => (ShardState)row.GetInt16(0) switch
            {
                ShardState.Sealed => new JournalHeldException($"Shard {shard} is sealed: {(row.IsDBNull(3) ? string.Empty : row.GetString(3))}"),
                ShardState.Free => new JournalHeldException($"Shard {shard} was not free a moment ago."),
                var state => new JournalHeldException($"Shard {shard} is node {row.GetString(1)}'s, in epoch {row.GetInt64(2)}{(state == ShardState.Draining ? ", and about to be given" : string.Empty)}."),
            },
            cancellation, shard).ConfigureAwait(false);
        return found.Count == 1 ? found[0] : new JournalUnavailableException($"There is no shard {shard}; the tables were made for {PostgresSchema.ShardCount}.");
    }
}
