using Backorders.Actors.Hosting.Doors;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Actors.Hosting.Meeting;

/// <summary>The meeting place in the database that the nodes share (<c>Hosting/Schema</c>).</summary>
public sealed class PostgresMeetingPlace : IMeetingPlace
{
    private readonly PostgresOptions options;
    private readonly HostingRows rows;
    private readonly string sessions;

    /// <summary>Opens nothing yet: the first call does.</summary>
    /// <param name="options">Where the database is; not to be changed afterwards.</param>
    /// <param name="nodeId">Whose connections these are, as the server shows them.</param>
    /// <param name="sessions">
    /// What this start's sessions of the journal are named after (<see cref="Storage.Postgres.PostgresTurnStoreOptions.Sessions"/>); empty when it has none.
    /// </param>
    /// <param name="seconds">How long a connection or a statement may take.</param>
    /// <exception cref="PostgresStartException">The options cannot be used; the message names every mistake.</exception>
    public PostgresMeetingPlace(PostgresOptions options, string nodeId, string sessions = "", int seconds = HostingRows.StatementSeconds)
    {
        (this.options, this.sessions) = (options, sessions);

        // After a crash of the server nobody needs a sign of life, so it waits neither for the disk nor for a standby.
        rows = new(options, $"{nodeId} meeting", durability: "off", seconds);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> EnterAsync(NodeEntry self, string cluster, TimeSpan lifetime, CancellationToken cancellation)
    {
        await CheckAsync(cluster, cancellation).ConfigureAwait(false);
        return await rows.ChangeAsync(
            """
            INSERT INTO meeting_node AS n (node_id, incarnation, address, serves_at, weight, version, sessions, started_at, seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $8, clock_timestamp(), clock_timestamp())
            ON CONFLICT (node_id) DO UPDATE SET incarnation = $2, address = $3, serves_at = $4, weight = $5, version = $6, sessions = $8,
                started_at = clock_timestamp(), seen_at = clock_timestamp(), joined = false, draining = false, left_at = NULL, gone_at = NULL
            WHERE n.incarnation = $2 OR n.left_at IS NOT NULL OR n.gone_at IS NOT NULL OR n.seen_at <= clock_timestamp() - $7
            """,
            cancellation, self.NodeId, self.Incarnation, self.Address, self.ServesAt, self.Weight, self.Version, lifetime,
            sessions).ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public async ValueTask<MeetingRecord> ReadAsync(CancellationToken cancellation)
    {
        List<(DateTimeOffset Now, long? Beginner, NodeRow? Node)> read = await rows.QueryAsync(ReadAll, Row, cancellation).ConfigureAwait(false);
        return new(read[0].Now, read[0].Beginner, [.. read.Select(r => r.Node).OfType<NodeRow>()]);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SeenAsync(NodeEntry self, bool joined, CancellationToken cancellation) => await rows.ChangeAsync(
        """
        UPDATE meeting_node SET seen_at = clock_timestamp(), joined = $3
        WHERE node_id = $1 AND incarnation = $2 AND left_at IS NULL AND gone_at IS NULL
        """,
        cancellation, self.NodeId, self.Incarnation, joined).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public ValueTask<bool> BeginAsync(NodeEntry self, TimeSpan lifetime, CancellationToken cancellation) => rows.UseAsync(
        async connection =>
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // Whoever asks at the same moment waits here, and its next statement sees what this one changed.
                await RunAsync("SELECT 1 FROM meeting FOR UPDATE").ConfigureAwait(false);
                bool mine = await RunAsync(TakeRight, self.Incarnation, lifetime, self.NodeId).ConfigureAwait(false) == 1;
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                return mine;
            }

            async Task<int> RunAsync(string sql, params object?[] values)
            {
                NpgsqlCommand command = HostingRows.Command(connection, sql, values);
                await using (command.ConfigureAwait(false))
                {
                    return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                }
            }
        },
        cancellation);

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(NodeEntry self, CancellationToken cancellation) => await rows.ChangeAsync(
        "UPDATE meeting_node SET left_at = clock_timestamp() WHERE node_id = $1 AND incarnation = $2 AND left_at IS NULL",
        cancellation, self.NodeId, self.Incarnation)
        .ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask MarkGoneAsync(string address, long incarnation, CancellationToken cancellation) => await rows.QueryAsync(
        MarkAndEnd, static row => row.GetInt32(0), cancellation, address, incarnation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> SetDrainingAsync(string nodeId, bool draining, CancellationToken cancellation) => await rows.ChangeAsync(
        "UPDATE meeting_node SET draining = $2 WHERE node_id = $1", cancellation, nodeId, draining).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => rows.DisposeAsync();

    /// <summary>The first node of a new schema gives it its cluster's name, and forgets nodes that nobody has seen for a week.</summary>
    private async Task CheckAsync(string cluster, CancellationToken cancellation)
    {
        try
        {
            await rows.UseAsync(
                async connection =>
                {
                    await SchemaMigrator.CheckAsync(connection, options, [HostingSchema.Part], cancellation).ConfigureAwait(false);
                    return true;
                },
                cancellation).ConfigureAwait(false);
        }
        catch (MeetingUnavailableException e) when (e.InnerException is PostgresStartException start)
        {
            throw new ClusterStartException(start.Message, start);
        }

        await rows.ChangeAsync("INSERT INTO meeting(cluster) VALUES ($1) ON CONFLICT DO NOTHING", cancellation, cluster).ConfigureAwait(false);
        string found = (await rows.QueryAsync("SELECT cluster FROM meeting", static row => row.GetString(0), cancellation).ConfigureAwait(false))[0];
        if (found != cluster)
        {
            throw new ClusterStartException(
                $"Schema '{options.Schema}' ({options.Describe()}) is of cluster '{found}', and this node is of '{cluster}'. "
                + "Correct Cluster:Name, or name another Postgres:Schema.");
        }

        await rows.ChangeAsync("DELETE FROM meeting_node WHERE seen_at < clock_timestamp() - interval '7 days'", cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// One statement: where it fails, neither is done, and the next beat tries again. A session whose commit waits for a standby is left alone, for its row is stored here and
    /// would become visible before the standby has it. Only sessions of the same role are ended, for others this role may not; the server's own time limit ends those.
    /// </summary>
    private const string MarkAndEnd = """
        WITH gone AS (
            UPDATE meeting_node SET gone_at = clock_timestamp() WHERE address = $1 AND incarnation = $2 AND gone_at IS NULL RETURNING sessions)
        SELECT a.pid, pg_terminate_backend(a.pid)
        FROM gone g JOIN pg_stat_activity a ON starts_with(a.application_name, 'backorders ' || g.sessions || ' ')
        WHERE g.sessions <> '' AND a.datname = current_database() AND a.usename = current_user AND a.wait_event IS DISTINCT FROM 'SyncRep'
        """;

    private const string TakeRight = """
        UPDATE meeting SET beginner = $1, begun_at = clock_timestamp()
        WHERE EXISTS (SELECT 1 FROM meeting_node s WHERE s.node_id = $3 AND s.incarnation = $1 AND s.left_at IS NULL AND s.gone_at IS NULL)
          AND NOT EXISTS (
            SELECT 1 FROM meeting_node n
            WHERE n.incarnation <> $1 AND n.left_at IS NULL AND n.gone_at IS NULL AND n.seen_at > clock_timestamp() - $2
              AND (n.joined OR n.incarnation = meeting.beginner))
        """;

    /// <summary>One row at least, for the time.</summary>
    private const string ReadAll = """
        SELECT t.now, m.beginner, n.node_id, n.incarnation, n.address, n.serves_at, n.weight, n.version, n.started_at, n.seen_at,
            t.now - n.seen_at, n.joined, n.draining, n.left_at IS NOT NULL, n.gone_at IS NOT NULL
        FROM (SELECT clock_timestamp() AS now) t LEFT JOIN meeting m ON true LEFT JOIN meeting_node n ON true ORDER BY n.node_id COLLATE "C"
        """;

    private static (DateTimeOffset Now, long? Beginner, NodeRow? Node) Row(NpgsqlDataReader row)
    {
        DateTimeOffset now = row.GetFieldValue<DateTimeOffset>(0);
        long? beginner = row.IsDBNull(1) ? null : row.GetInt64(1);
        return row.IsDBNull(2)
            ? (now, beginner, null)
            : (now, beginner, new NodeRow(
                new NodeEntry(row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetString(5), row.GetInt32(6), row.GetString(7)),
                row.GetFieldValue<DateTimeOffset>(8), row.GetFieldValue<DateTimeOffset>(9), row.GetTimeSpan(10), row.GetBoolean(11), row.GetBoolean(
                    12),
                row.GetBoolean(13), row.GetBoolean(14)));
    }
}
