using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Postgres;
using Backorders.ReadModel.Port;
using Npgsql;

namespace Backorders.ReadModel.Postgres;

/// <summary>
/// The read model in PostgreSQL, in the schema of the journal, shared by all nodes: each writes the warehouses that it serves, and any of them, like anybody's SQL, reads all.
/// </summary>
/// <remarks>
/// A node that has lost a warehouse and does not know it cannot write over its successor's rows: every change is one statement that holds only if the cursor stands where the change goes on
/// from. Commits do not wait for the disk: what a power cut takes goes together with its cursor, and is folded again.
/// </remarks>
public sealed partial class PostgresReadModel : IReadModelStore, IReadModelQueries
{
    /// <summary>A report over years may take that long; a commit takes milliseconds.</summary>
    private const int CommandSeconds = 60;

    /// <summary>Feeders of all warehouses share them; reports have their own, for slow ones would leave the feeders none.</summary>
    private const int FeedPoolMax = 10;

    private const int ReportPoolMax = 6;

    private readonly PostgresOptions options;
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlDataSource reports;
    private readonly string reset;
    private readonly CommitStatement commit = new();

    /// <param name="options">Where the database is; nothing is asked of it before the first call.</param>
    /// <param name="sessions">What the connections of this start of the node are named after, in <c>pg_stat_activity</c>; so they can be ended when the others go on without it.</param>
    /// <exception cref="PostgresStartException">The settings cannot be used.</exception>
    public PostgresReadModel(PostgresOptions options, string sessions)
    {
        this.options = options;
        source = Open(options, $"{sessions} rows", FeedPoolMax);
        reports = Open(options, $"{sessions} reports", ReportPoolMax);
        reset = $"WITH moved AS (UPDATE read_cursor SET seq = 0, at = 0, time_zone = 'UTC', version = $5 "
            + "WHERE warehouse = $1 AND seq = $2 AND at = $3 AND version = $4 RETURNING warehouse)"
            + string.Concat(RowTables.Names.Select(t => $", {t}_rows AS (DELETE FROM {t} WHERE warehouse = $1 AND EXISTS (SELECT 1 FROM moved))"))
            + " SELECT count(*) FROM moved";
    }

    /// <summary>The tables.</summary>
    public static SchemaPart Part { get; } = SchemaPart.FromResources(
        "rows", typeof(PostgresReadModel).Assembly,
        [
            "SELECT, INSERT, UPDATE, DELETE ON read_cursor, order_head, line, task, receipt, inbound, discrepancy, quarter",
            "SELECT ON orders, lines, tasks, receipts, notices, discrepancies, quarters",
        ]);

    /// <inheritdoc/>
    public async ValueTask<ReadCursor> ReadCursorAsync(WarehouseId warehouse, CancellationToken cancellation)
    {
        (ReadCursor cursor, int version) = await TryAsync(async () =>
        {
            await using NpgsqlCommand command = source.CreateCommand(
                $"WITH made AS (INSERT INTO read_cursor(warehouse, seq, at, time_zone, version) VALUES ($1, 0, 0, 'UTC', $2) ON CONFLICT DO NOTHING) "
                + $"SELECT seq, at, time_zone, version FROM read_cursor WHERE warehouse = $1");
            Add(command, warehouse.Value).Add(new NpgsqlParameter<int> { TypedValue = ReadModelSchema.Version });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            return await reader.ReadAsync(cancellation).ConfigureAwait(false)
                ? (new ReadCursor(reader.GetInt64(0), new Instant(reader.GetInt64(1)), reader.GetString(2)), reader.GetInt32(3))
                : (ReadCursor.Start, ReadModelSchema.Version);
        }).ConfigureAwait(false);
        if (version == ReadModelSchema.Version)
        {
            return cursor;
        }

        // Rows that another version of the fold made. Nodes of both versions may be there for a while: each folds anew what comes to it.
        await ResetAsync(warehouse, cursor, version, cancellation).ConfigureAwait(false);
        return ReadCursor.Start;
    }

    /// <inheritdoc/>
    public ValueTask ResetAsync(WarehouseId warehouse, ReadCursor from, CancellationToken cancellation) => ResetAsync(warehouse, from, ReadModelSchema.Version, cancellation);

    /// <inheritdoc/>
    public async ValueTask<RowBatch> LoadAsync(WarehouseId warehouse, RowKeys keys, CancellationToken cancellation) =>
        await TryAsync(() => RowLoader.LoadAsync(source, warehouse.Value, keys, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask CommitAsync(WarehouseId warehouse, ReadCursor from, RowBatch batch, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = commit.Make(source, warehouse.Value, from, batch);
        await ChangeAsync(command, warehouse, from, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync().ConfigureAwait(false);
        await reports.DisposeAsync().ConfigureAwait(false);
    }

    private static NpgsqlDataSource Open(PostgresOptions options, string purpose, int poolMax) => PostgresSources.Create(
        options, purpose, "-c synchronous_commit=off",
        to => (to.MaxPoolSize, to.MaxAutoPrepare, to.AutoPrepareMinUsages, to.CommandTimeout) = (Math.Min(to.MaxPoolSize, poolMax), 40, 2, CommandSeconds));

    private async ValueTask ResetAsync(WarehouseId warehouse, ReadCursor from, int version, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = source.CreateCommand(reset);
        NpgsqlParameterCollection p = Add(command, warehouse.Value);
        p.Add(new NpgsqlParameter<long> { TypedValue = from.Seq });
        p.Add(new NpgsqlParameter<long> { TypedValue = from.At.UnixMicroseconds });
        p.Add(new NpgsqlParameter<int> { TypedValue = version });
        p.Add(new NpgsqlParameter<int> { TypedValue = ReadModelSchema.Version });
        await ChangeAsync(command, warehouse, from, cancellation).ConfigureAwait(false);
    }

    private static NpgsqlParameterCollection Add(NpgsqlCommand command, string warehouse)
    {
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = warehouse });
        return command.Parameters;
    }

    private async Task ChangeAsync(NpgsqlCommand command, WarehouseId warehouse, ReadCursor from, CancellationToken cancellation)
    {
        object? moved = await TryAsync(() => command.ExecuteScalarAsync(cancellation)).ConfigureAwait(false);
        if (moved is not 1L)
        {
            throw new RowsMovedException(
                $"The rows of warehouse {warehouse} do not stand at turn {from.Seq} any more, which this change goes on from: another node has the warehouse now, or had it meanwhile.");
        }
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresTrouble.IsKnown(e) || e is ObjectDisposedException)
        {
            throw new ReadModelUnavailableException($"The read model cannot be used: {PostgresTrouble.Explain(e, options)}", e);
        }
    }
}
