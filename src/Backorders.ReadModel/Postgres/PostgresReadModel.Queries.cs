using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Rows;
using Backorders.ReadModel.Stored;
using Npgsql;

namespace Backorders.ReadModel.Postgres;

public sealed partial class PostgresReadModel
{
    /// <inheritdoc/>
    public async ValueTask<LineRow?> FindLineAsync(WarehouseId warehouse, LineKey line, CancellationToken cancellation)
    {
        Query query = new(warehouse);
        query.Line($"SELECT * FROM line WHERE warehouse = $1")
            .Line($" AND owner = {query.Add(line.Order.Owner.Value)} AND order_no = {query.Add(line.Order.OrderNo.Value)} AND line_no = {query.Add(line.LineNo)}");
        IReadOnlyList<LineRow> found = await ListAsync(query, RowMaker.Line, cancellation).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(Instant Quarter, Counts Counts)>> ListCountsAsync(
        WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation)
    {
        string sums = string.Join(", ", CountColumns.Names.Select(c => $"sum({c})::bigint AS {c}"));
        Query query = new(warehouse);
        query.Line($"SELECT at, {sums} FROM quarter WHERE warehouse = $1{query.Within("at", from, to)}{query.Of(owner)} GROUP BY at ORDER BY at");
        return ListAsync(query, c => (c.Time("at"), new Counts([.. CountColumns.Names.Select(c.Number)])), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TaskTimes>> ListTaskTimesAsync(WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation)
    {
        Query query = new(warehouse);
        query.Line($"SELECT CASE WHEN source = 'Storage' THEN NULL ELSE docked_at END AS docked_at, made_at, leased_at, shipped_at FROM task ")
            .Line($"WHERE warehouse = $1 AND shipped_at IS NOT NULL{query.Within("shipped_at", from, to)}{query.Of(owner)} ORDER BY shipped_at");
        return ListAsync(query, c => new TaskTimes(c.Time("docked_at"), c.Time("made_at"), c.Time("leased_at"), c.Time("shipped_at")), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LineWait>> ListWaitsAsync(WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation)
    {
        Query query = new(warehouse);
        (string since, string until, string of) = (query.Add(from.UnixMicroseconds), query.Add(to.UnixMicroseconds), query.Of(owner));
        query.Line($"SELECT enqueued_at, served_at FROM line WHERE warehouse = $1 AND served_at > enqueued_at AND served_at >= {since} AND enqueued_at < {until}{of}")
            .Line($" UNION ALL SELECT enqueued_at, served_at FROM line WHERE warehouse = $1 AND served_at IS NULL AND enqueued_at < {until}{of}");
        return ListAsync(query, c => new LineWait(c.Time("enqueued_at"), c.Time("served_at")), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueDepth>> ListQueuesAsync(WarehouseId warehouse, OwnerId? owner, int max, CancellationToken cancellation)
    {
        Query query = new(warehouse);
        query.Line("SELECT owner, sku, count(*) AS lines, sum(open + held)::bigint AS units, min(enqueued_at) AS oldest ")
            .Line($"FROM line WHERE warehouse = $1 AND served_at IS NULL{query.Of(owner)} GROUP BY owner, sku ORDER BY units DESC, owner, sku LIMIT {query.Add(max)}");
        return ListAsync(query, c => new QueueDepth(c.Item(), c.Number("lines"), c.Number("units"), c.Time("oldest")), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DiscrepancyRow>> ListDiscrepanciesAsync(WarehouseId warehouse, DiscrepancyFilter filter, CancellationToken cancellation)
    {
        Query query = new(warehouse);
        query.Line($"SELECT * FROM discrepancy WHERE warehouse = $1 AND (seq, part) > ({query.Add(filter.After.Seq)}, {query.Add(filter.After.Part)})")
            .Line(query.Within("at", filter.From, filter.To))
            .Line(query.Of(filter.Owner))
            .Line(filter.Sku is { } sku ? $" AND sku = {query.Add(sku.Value)}" : string.Empty)
            .Line(filter.Supplier.Length > 0 ? $" AND supplier = {query.Add(filter.Supplier)}" : string.Empty)
            .Line(filter.OpenOnly ? " AND settled_at IS NULL" : string.Empty)
            .Line(filter.Kinds.Count > 0 ? $" AND kind = ANY ({query.Add(filter.Kinds.Select(Names<DiscrepancyKind>.Of).ToArray())})" : string.Empty)
            .Line($" ORDER BY seq, part LIMIT {query.Add(filter.Max)}");
        return ListAsync(query, RowMaker.Discrepancy, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DemandSample>> ListDemandAsync(WarehouseId warehouse, OwnerId owner, Sku? sku, Instant from, Instant to, CancellationToken cancellation)
    {
        Query query = new(warehouse);
        query.Line($"SELECT sku, enqueued_at, ordered FROM line WHERE warehouse = $1{query.Within("enqueued_at", from, to)}{query.Of(owner)}")
            .Line(sku is { } one ? $" AND sku = {query.Add(one.Value)}" : string.Empty).Line(" ORDER BY sku, enqueued_at");
        return ListAsync(query, c => new DemandSample(Sku.FromTrusted(c.Text("sku")), c.Time("enqueued_at"), c.Number("ordered")), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LeadTimeSample>> ListLeadTimesAsync(WarehouseId warehouse, OwnerId owner, Sku? sku, Instant from, Instant to, CancellationToken cancellation)
    {
        Query query = new(warehouse);
        query.Line($"SELECT sku, announced_at, first_received_at FROM inbound WHERE warehouse = $1{query.Of(owner)}{query.Within("announced_at", from, to)}")
            .Line(" AND first_received_at IS NOT NULL").Line(sku is { } one ? $" AND sku = {query.Add(one.Value)}" : string.Empty).Line(" ORDER BY sku, announced_at");
        return ListAsync(query, c => new LeadTimeSample(Sku.FromTrusted(c.Text("sku")), c.Time("announced_at"), c.Time("first_received_at")), cancellation);
    }

    private async ValueTask<IReadOnlyList<T>> ListAsync<T>(Query query, Func<RowCells, T> make, CancellationToken cancellation) => await TryAsync(async () =>
    {
        await using NpgsqlCommand command = query.Make(reports);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        RowCells cells = new(reader);
        List<T> found = [];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            found.Add(make(cells));
        }

        return found;
    }).ConfigureAwait(false);
}
