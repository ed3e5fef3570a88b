using Backorders.Journal.Cluster;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Journal.Postgres;

/// <summary>Who is there and who owns what, in the journal's own database. Each change is one statement that checks what it must.</summary>
public sealed class PostgresClusterStore : IClusterStore, IAsyncDisposable
{
    private const int controlConnections = 3;
    private const int controlSeconds = 10;

    /// <summary>A heartbeat that takes longer is lost: the next one is due already.</summary>
    private const int heartbeatSeconds = 2;

    private readonly Sessions control;
    private readonly Sessions heartbeats;
    private readonly Eviction eviction;

    /// <summary>Opens nothing yet: the first call does.</summary>
    /// <param name="options">Where the database is; not to be changed afterwards.</param>
    /// <param name="nodeId">Whose connections these are, as the server shows them.</param>
    /// <param name="time">What waits are measured by.</param>
    /// <exception cref="PostgresStartException">The options cannot be used; the message names every mistake.</exception>
    public PostgresClusterStore(PostgresOptions options, string nodeId, TimeProvider time)
    {
        // A node that is frozen in the middle of a read must not keep a migration from its tables.
        control = new(
            PostgresSources.Create(
                options, $"{nodeId} cluster", "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000", static to => (to.MaxPoolSize, to.CommandTimeout) = (controlConnections, controlSeconds)),
            controlConnections, options);

        // A heartbeat says that a node lives now. After a crash nobody needs it, so it waits neither for the disk nor for a standby. Whatever else changes
        // the row of a node that lives must not wait either: its heartbeats would wait for the row.
        heartbeats = new(
            PostgresSources.Create(
                options, $"{nodeId} heartbeat", "-c synchronous_commit=off -c lock_timeout=1000",
                static to => (to.MaxPoolSize, to.CommandTimeout, to.Timeout, to.CancellationTimeout) = (1, heartbeatSeconds, heartbeatSeconds, 500)),
            1, options);
        eviction = new(options, nodeId, time);
    }

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public async ValueTask JoinAsync(NodeIdentity self, TimeSpan lifetime, CancellationToken cancellation)
    {
        bool joined = await control.ChangeAsync(
            """
            INSERT INTO node AS n (node_id, incarnation, address, weight, hb_counter, seen_at, expires_at, draining)
            VALUES ($1, $2, $3, $4, 0, clock_timestamp(), clock_timestamp() + $5, false)
            ON CONFLICT (node_id) DO UPDATE SET incarnation = $2, address = $3, weight = $4, hb_counter = 0, seen_at = clock_timestamp(),
                expires_at = clock_timestamp() + $5, draining = false
            WHERE n.incarnation = $2 OR n.expires_at <= clock_timestamp()
            """,
            cancellation, self.NodeId, self.Incarnation, self.Address, self.Weight, lifetime).ConfigureAwait(false);
        if (!joined)
        {
            List<string> other = await control.QueryAsync(
                "SELECT address FROM node WHERE node_id = $1", static row => row.GetString(0), cancellation, self.NodeId).ConfigureAwait(false);
            throw new DuplicateNodeException(
                $"A node '{self.NodeId}' lives already, at {(other.Count > 0 ? other[0] : "an unknown address")}. Give each node a Cluster:NodeId of its own; "
                + $"a node that was killed is forgotten after {lifetime.TotalSeconds:0} s.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> HeartbeatAsync(NodeIdentity self, TimeSpan lifetime, CancellationToken cancellation) => await heartbeats.ChangeAsync(
        """
        UPDATE node SET hb_counter = hb_counter + 1, seen_at = clock_timestamp(), expires_at = clock_timestamp() + $3
        WHERE node_id = $1 AND incarnation = $2
        """,
        cancellation, self.NodeId, self.Incarnation, lifetime).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(NodeIdentity self, CancellationToken cancellation) =>
        await control.ChangeAsync("DELETE FROM node WHERE node_id = $1 AND incarnation = $2", cancellation, self.NodeId, self.Incarnation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<ClusterRecord> ReadAsync(CancellationToken cancellation) => await control.UseAsync(
        async connection =>
        {
            NpgsqlTransaction moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
            await using (moment.ConfigureAwait(false))
            {
                List<(DateTimeOffset Now, NodeRecord? Node)> nodes = await Sessions.QueryAsync(connection, readNodes, Node, cancellation).ConfigureAwait(false);
                List<ShardRecord> shards = await Sessions.QueryAsync(connection, readShards, Shard, cancellation).ConfigureAwait(false);
                return new ClusterRecord(nodes[0].Now, [.. nodes.Select(n => n.Node).OfType<NodeRecord>()], shards);
            }
        },
        cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> BeginMoveAsync(ShardGrant grant, string? target, CancellationToken cancellation) => await control.ChangeAsync(
        "UPDATE shard SET state = 2, target_node = $4, prepared_by = NULL, prepared = 0 WHERE shard_id = $1 AND epoch = $2 AND grant_id = $3 AND state IN (1, 2)",
        cancellation, grant.Shard, grant.Epoch, grant.GrantId, target).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> NotePreparedAsync(int shard, long epoch, NodeIdentity self, ShardPreparedness outcome, CancellationToken cancellation) =>
        await control.ChangeAsync(
            "UPDATE shard SET prepared_by = $4, prepared = $5 WHERE shard_id = $1 AND epoch = $2 AND state = 2 AND target_node = $3",
            cancellation, shard, epoch, self.NodeId, self.Incarnation, (short)outcome).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> EndMoveAsync(ShardGrant grant, CancellationToken cancellation) => await control.ChangeAsync(
        "UPDATE shard SET state = 1, target_node = NULL, prepared_by = NULL, prepared = 0 WHERE shard_id = $1 AND epoch = $2 AND grant_id = $3 AND state = 2",
        cancellation, grant.Shard, grant.Epoch, grant.GrantId).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> GiveAsync(ShardGrant grant, long lastSeq, string? target, CancellationToken cancellation) => await control.ChangeAsync(
        """
        UPDATE shard SET state = 0, owner_incarnation = NULL, owner_node = NULL, target_node = $5
        WHERE shard_id = $1 AND epoch = $2 AND grant_id = $3 AND state IN (1, 2) AND last_seq = $4
          AND ($5 IS NULL OR EXISTS (SELECT 1 FROM node n WHERE n.node_id = $5 AND n.expires_at > clock_timestamp()))
        """,
        cancellation, grant.Shard, grant.Epoch, grant.GrantId, lastSeq, target).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<bool> EvictAsync(int shard, long seenEpoch, CancellationToken cancellation) => new(eviction.EvictAsync(shard, seenEpoch, cancellation));

    /// <inheritdoc/>
    public async ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation) => await control.ChangeAsync(
        "UPDATE shard SET state = 3, owner_incarnation = NULL, owner_node = NULL, target_node = NULL, why = $2 WHERE shard_id = $1 AND state <> 3",
        cancellation, shard, why).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation) => await control.ChangeAsync(
        "UPDATE shard SET state = 0, why = NULL WHERE shard_id = $1 AND state = 3", cancellation, shard).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> SetDrainingAsync(string nodeId, bool draining, CancellationToken cancellation) => await heartbeats.ChangeAsync(
        "UPDATE node SET draining = $2 WHERE node_id = $1", cancellation, nodeId, draining).ConfigureAwait(false);

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await control.DisposeAsync().ConfigureAwait(false);
        await heartbeats.DisposeAsync().ConfigureAwait(false);
        await eviction.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>One row at least, for the time.</summary>
    private const string readNodes = """
        SELECT t.now, n.node_id, n.incarnation, n.address, n.weight, n.hb_counter, t.now - n.seen_at, n.expires_at > t.now, n.draining
        FROM (SELECT clock_timestamp() AS now) t LEFT JOIN node n ON true ORDER BY n.node_id COLLATE "C"
        """;

    private const string readShards =
        "SELECT shard_id, epoch, state, owner_incarnation, owner_node, target_node, last_seq, why, prepared_by, prepared FROM shard ORDER BY shard_id";

    private static (DateTimeOffset Now, NodeRecord? Node) Node(NpgsqlDataReader row)
    {
        DateTimeOffset now = row.GetFieldValue<DateTimeOffset>(0);
        return row.IsDBNull(1)
            ? (now, null)
            : (now, new NodeRecord(
                new NodeIdentity(row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetInt32(4)),
                row.GetInt64(5), row.GetTimeSpan(6), row.GetBoolean(7), row.GetBoolean(8)));
    }

    private static ShardRecord Shard(NpgsqlDataReader row) => new(
        row.GetInt32(0), row.GetInt64(1), (ShardState)row.GetInt16(2), Id(row, 3), Text(row, 4), Text(row, 5), row.GetInt64(6), Text(row, 7), Id(row, 8),
        (ShardPreparedness)row.GetInt16(9));

    private static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
