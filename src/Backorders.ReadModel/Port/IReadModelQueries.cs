using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Port;

/// <summary>
/// What lists and figures ask of the rows. Each call sees one consistent state, which may lag behind the warehouse. An owner of null stands for all owners. Periods are half
/// open: from the first time, up to but not including the second.
/// </summary>
/// <remarks>All calls fail with <see cref="ReadModelUnavailableException"/> when the store cannot be read.</remarks>
public interface IReadModelQueries
{
    /// <summary>An order line, whether or not the warehouse still has it in memory; null when there is none.</summary>
    ValueTask<LineRow?> FindLineAsync(WarehouseId warehouse, LineKey line, CancellationToken cancellation);

    /// <summary>The counts of each quarter of an hour in which anything happened, ascending, summed over owners.</summary>
    ValueTask<IReadOnlyList<(Instant Quarter, Counts Counts)>> ListCountsAsync(WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>How long the tasks took that were shipped in a period, in the order in which they left.</summary>
    ValueTask<IReadOnlyList<TaskTimes>> ListTaskTimesAsync(WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>The lines that waited at any time of a period. Lines that got everything at once never waited.</summary>
    ValueTask<IReadOnlyList<LineWait>> ListWaitsAsync(WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>The queues in which the most units wait now, deepest first.</summary>
    ValueTask<IReadOnlyList<QueueDepth>> ListQueuesAsync(WarehouseId warehouse, OwnerId? owner, int max, CancellationToken cancellation);

    /// <summary>Discrepancies, the oldest first.</summary>
    ValueTask<IReadOnlyList<DiscrepancyRow>> ListDiscrepanciesAsync(WarehouseId warehouse, DiscrepancyFilter filter, CancellationToken cancellation);

    /// <summary>What an owner's customers ordered in a period, by the order lines' SKUs and times: by SKU, then ascending.</summary>
    ValueTask<IReadOnlyList<DemandSample>> ListDemandAsync(WarehouseId warehouse, OwnerId owner, Sku? sku, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>How long an owner's suppliers took, for notices announced in a period of which something came: by SKU, then ascending.</summary>
    ValueTask<IReadOnlyList<LeadTimeSample>> ListLeadTimesAsync(WarehouseId warehouse, OwnerId owner, Sku? sku, Instant from, Instant to, CancellationToken cancellation);
}
