using System.Data.Common;
using System.Text;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Rows;
using Backorders.ReadModel.Stored;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Backorders.ReadModel.Sqlite;

public sealed partial class SqliteReadModel
{
    /// <inheritdoc/>
    public ValueTask<LineRow?> FindLineAsync(WarehouseId warehouse, LineKey line, CancellationToken cancellation) => ReadAsync(database =>
    {
        using DbDataReader reader = (DbDataReader)database.ExecuteReader(
            "SELECT * FROM line WHERE warehouse = @warehouse AND owner = @owner AND order_no = @order AND line_no = @no",
            new { warehouse = warehouse.Value, owner = line.Order.Owner.Value, order = line.Order.OrderNo.Value, no = line.LineNo });
        return reader.Read() ? RowMaker.Line(new RowCells(reader)) : null;
    });

    private const string OfOwner = "(@owner IS NULL OR owner = @owner)";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(Instant Quarter, Counts Counts)>> ListCountsAsync(
        WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation) => ReadAsync<IReadOnlyList<(Instant, Counts)>>(database =>
    {
        string sums = string.Join(", ", CountColumns.Names.Select(c => $"sum({c})"));
        using DbDataReader reader = Query(
            database, $"SELECT at, {sums} FROM quarter WHERE warehouse = @warehouse AND at >= @from AND at < @to AND {OfOwner} GROUP BY at ORDER BY at", warehouse, owner, from, to);
        List<(Instant, Counts)> found = [];
        while (reader.Read())
        {
            long[] values = new long[Counts.Kinds];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = reader.GetInt64(i + 1);
            }

            found.Add((new Instant(reader.GetInt64(0)), new Counts(values)));
        }

        return found;
    });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TaskTimes>> ListTaskTimesAsync(
        WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation) => ReadAsync<IReadOnlyList<TaskTimes>>(database =>
    {
        using DbDataReader reader = Query(
            database,
            $"""
            SELECT CASE WHEN source = 'Storage' THEN NULL ELSE docked_at END, made_at, leased_at, shipped_at FROM task INDEXED BY task_shipped
            WHERE warehouse = @warehouse AND shipped_at >= @from AND shipped_at < @to AND {OfOwner} ORDER BY shipped_at
            """,
            warehouse, owner, from, to);
        List<TaskTimes> found = [];
        while (reader.Read())
        {
            found.Add(new TaskTimes(Time(reader, 0), Time(reader, 1), Time(reader, 2), Time(reader, 3)));
        }

        return found;
    });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LineWait>> ListWaitsAsync(
        WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation) => ReadAsync<IReadOnlyList<LineWait>>(database =>
    {
        using DbDataReader reader = Query(
            database,
            $"""
            SELECT enqueued_at, served_at FROM line INDEXED BY line_served
            WHERE warehouse = @warehouse AND served_at > enqueued_at AND served_at >= @from AND enqueued_at < @to AND {OfOwner}
            UNION ALL
            SELECT enqueued_at, served_at FROM line INDEXED BY line_waiting WHERE warehouse = @warehouse AND served_at IS NULL AND enqueued_at < @to AND {OfOwner}
            """,
            warehouse, owner, from, to);
        List<LineWait> found = [];
        while (reader.Read())
        {
            found.Add(new LineWait(Time(reader, 0), Time(reader, 1)));
        }

        return found;
    });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueDepth>> ListQueuesAsync(WarehouseId warehouse, OwnerId? owner, int max, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<QueueDepth>>(database =>
        [
            .. database.Query<(string Owner, string Sku, long Lines, long Units, long Oldest)>(
                $"""
                SELECT owner, sku, count(*), sum(open + held), min(enqueued_at) FROM line INDEXED BY line_waiting WHERE warehouse = @warehouse AND served_at IS NULL AND {OfOwner}
                GROUP BY owner, sku ORDER BY sum(open + held) DESC, owner, sku LIMIT @max
                """,
                new { warehouse = warehouse.Value, owner = owner?.Value, max })
                .Select(q => new QueueDepth(new SkuKey(OwnerId.FromTrusted(q.Owner), Sku.FromTrusted(q.Sku)), q.Lines, q.Units, new Instant(q.Oldest))),
        ]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DiscrepancyRow>> ListDiscrepanciesAsync(WarehouseId warehouse, DiscrepancyFilter filter, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<DiscrepancyRow>>(database =>
        {
            StringBuilder sql = new("SELECT * FROM discrepancy WHERE warehouse = @warehouse AND (seq, part) > (@seq, @part) AND at >= @from AND at < @to");
            sql.Append(filter.Owner is null ? string.Empty : " AND owner = @owner").Append(filter.Sku is null ? string.Empty : " AND sku = @sku");
            sql.Append(filter.Supplier.Length == 0 ? string.Empty : " AND supplier = @supplier").Append(filter.OpenOnly ? " AND settled_at IS NULL" : string.Empty);
            sql.Append(filter.Kinds.Count == 0 ? string.Empty : " AND kind IN @kinds").Append(" ORDER BY seq, part LIMIT @max");
            using DbDataReader reader = (DbDataReader)database.ExecuteReader(sql.ToString(), new
            {
                warehouse = warehouse.Value,
                seq = filter.After.Seq,
                part = filter.After.Part,
                from = filter.From.UnixMicroseconds,
                to = filter.To.UnixMicroseconds,
                owner = filter.Owner?.Value,
                sku = filter.Sku?.Value,
                supplier = filter.Supplier,
                kinds = filter.Kinds.Select(Names<DiscrepancyKind>.Of).ToArray(),
                max = filter.Max,
            });
            RowCells cells = new(reader);
            List<DiscrepancyRow> rows = [];
            while (reader.Read())
            {
                rows.Add(RowMaker.Discrepancy(cells));
            }

            return rows;
        });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DemandSample>> ListDemandAsync(
        WarehouseId warehouse, OwnerId owner, Sku? sku, Instant from, Instant to, CancellationToken cancellation) => ReadAsync<IReadOnlyList<DemandSample>>(database =>
    [
        .. database.Query<(string Sku, long At, long Units)>(
            """
            SELECT sku, enqueued_at, ordered FROM line INDEXED BY line_enqueued
            WHERE warehouse = @warehouse AND enqueued_at >= @from AND enqueued_at < @to AND owner = @owner AND (@sku IS NULL OR sku = @sku) ORDER BY sku, enqueued_at
            """,
            new { warehouse = warehouse.Value, owner = owner.Value, sku = sku?.Value, from = from.UnixMicroseconds, to = to.UnixMicroseconds })
            .Select(d => new DemandSample(Sku.FromTrusted(d.Sku), new Instant(d.At), d.Units)),
    ]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LeadTimeSample>> ListLeadTimesAsync(
        WarehouseId warehouse, OwnerId owner, Sku? sku, Instant from, Instant to, CancellationToken cancellation) => ReadAsync<IReadOnlyList<LeadTimeSample>>(database =>
    [
        .. database.Query<(string Sku, long Announced, long First)>(
            """
            SELECT sku, announced_at, first_received_at FROM inbound
            WHERE warehouse = @warehouse AND owner = @owner AND announced_at >= @from AND announced_at < @to AND first_received_at IS NOT NULL AND (@sku IS NULL OR sku = @sku)
            ORDER BY sku, announced_at
            """,
            new { warehouse = warehouse.Value, owner = owner.Value, sku = sku?.Value, from = from.UnixMicroseconds, to = to.UnixMicroseconds })
            .Select(d => new LeadTimeSample(Sku.FromTrusted(d.Sku), new Instant(d.Announced), new Instant(d.First))),
    ]);

    private static DbDataReader Query(SqliteConnection database, string sql, WarehouseId warehouse, OwnerId? owner, Instant from, Instant to) =>
        (DbDataReader)database.ExecuteReader(
            sql, new { warehouse = warehouse.Value, owner = owner?.Value, from = from.UnixMicroseconds, to = to.UnixMicroseconds });

    private static Instant Time(DbDataReader reader, int column) => reader.IsDBNull(column) ? Instant.Never : new Instant(reader.GetInt64(column));

    /// <summary>Reads on a connection of its own, away from the caller's thread: a report over months takes a second.</summary>
    private async ValueTask<T> ReadAsync<T>(Func<SqliteConnection, T> read)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        try
        {
            return await Task.Run(() =>
            {
                using SqliteConnection database = new(readers);
                database.Open();
                return read(database);
            }).ConfigureAwait(false);
        }
        catch (SqliteException e)
        {
            throw new ReadModelUnavailableException($"The read model {path} cannot be read: {e.Message}", e);
        }
    }
}
