using System.Diagnostics.Metrics;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.ReadModel;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Reports;
using Backorders.ReadModel.Rows;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.ReadModel;

namespace Backorders.Server.Metrics;

/// <summary>
/// The figures of the last 24 hours as gauges; meter <see cref="MeterName"/>. They are worked out when somebody collects, and no more often than every ten seconds, for a collection reads
/// a day's rows. One series for each warehouse and figure; of queues only the deepest, for a warehouse has as many queues as SKUs.
/// </summary>
internal sealed class FigureGauges : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Backorders.Figures";

    private const string Prefix = "backorders.figures.";

    private static readonly TimeSpan Window = TimeSpan.FromHours(24);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly Meter meter = new(MeterName);
    private readonly ReadModelHost host;
    private readonly IWarehouses warehouses;
    private readonly NodeClock clock;
    private readonly int queuesShown;
    private readonly SemaphoreSlim refreshing = new(1, 1);
    private IReadOnlyList<Seen> seen = [];
    private long? refreshedAt;

    public FigureGauges(ReadModelHost host, IWarehouses warehouses, NodeClock clock, NodeLimits limits)
    {
        (this.host, this.warehouses, this.clock, queuesShown) = (host, warehouses, clock, limits.QueueMetrics);
        foreach (IGrouping<string, Figure> same in Figure.All.GroupBy(f => f.Name))
        {
            meter.CreateObservableGauge(Prefix + same.Key, () => same.SelectMany(Measure), same.First().Unit, same.First().Description + " Last 24 hours.");
        }

        meter.CreateObservableGauge(
            Prefix + "queue_depth", () => seen.SelectMany(s => s.Queues.Select(q => new Measurement<long>(
                q.Units, Tag("warehouse", s.Warehouse.Value), Tag("owner", q.Item.Owner.Value), Tag("sku", q.Item.Sku.Value)))),
            "{unit}", $"Units that wait in the {queuesShown} deepest queues.");
        meter.CreateObservableGauge(
            Prefix + "conservation_faults", () => seen.Select(s => new Measurement<long>(s.Faults, Tag("warehouse", s.Warehouse.Value))), "{item}",
            "Items whose units do not add up; must read 0.");
        meter.CreateObservableGauge(
            Prefix + "shipments_overdue", () => seen.Select(s => new Measurement<long>(s.Overdue, Tag("warehouse", s.Warehouse.Value))), "{shipment}",
            "Shipments that should have come and have not, now.");
    }

    /// <summary>
    /// Computes the figures, unless that was done a moment ago. Figures that cannot be read in time keep their last value: metrics are needed most when the store
    /// hangs, and a scrape does not wait long.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource enough = new(Patience, clock.Waiting);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellation);
        try
        {
            await RefreshNowAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // The last values are told.
        }
    }

    private async Task RefreshNowAsync(CancellationToken cancellation)
    {
        await refreshing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (refreshedAt is { } at && clock.Waiting.GetElapsedTime(at) < Fresh)
            {
                return;
            }

            List<Seen> fresh = [];
            foreach (WarehouseId warehouse in warehouses.Ids.Where(host.IsHere))
            {
                fresh.Add(await ReadAsync(warehouse, cancellation).ConfigureAwait(false));
            }

            (seen, refreshedAt) = (fresh, clock.Waiting.GetTimestamp());
        }
        catch (ReadModelUnavailableException)
        {
            // The feeder tells that its rows cannot be written; a collection of other figures goes on.
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        meter.Dispose();
        refreshing.Dispose();
    }

    private async Task<Seen> ReadAsync(WarehouseId warehouse, CancellationToken cancellation)
    {
        Instant now = Instant.From(clock.Decisions.GetUtcNow());
        Period window = new("window", new Instant(Quarter.Of(now - Window)), now + TimeSpan.FromTicks(TimeSpan.TicksPerMicrosecond));
        Report report = await Report.MakeAsync(host.Queries, warehouse, null, [window], now, cancellation).ConfigureAwait(false);
        IReadOnlyList<QueueDepth> queues = await host.Queries.ListQueuesAsync(warehouse, null, queuesShown, cancellation).ConfigureAwait(false);
        QueryOutcome<Figures> figures = await warehouses.AskAsync(warehouse, new CountFigures()).WaitAsync(cancellation).ConfigureAwait(false);
        return new Seen(warehouse, report.Whole.Measures, queues, figures.Value?.ConservationFaults ?? 0, figures.Value?.ShipmentsOverdue ?? 0);
    }

    private IEnumerable<Measurement<double>> Measure(Figure figure) =>
        from one in seen
        let value = figure.Read(one.Measures)
        where value is not null
        select figure.Quantile.Length == 0
            ? new Measurement<double>(value.Value, Tag("warehouse", one.Warehouse.Value))
            : new Measurement<double>(value.Value, Tag("warehouse", one.Warehouse.Value), Tag("quantile", figure.Quantile));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private sealed record Seen(WarehouseId Warehouse, Measures Measures, IReadOnlyList<QueueDepth> Queues, long Faults, long Overdue);
}
