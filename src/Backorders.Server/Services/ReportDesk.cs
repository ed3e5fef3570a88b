using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Reports;
using Backorders.ReadModel.Rows;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Operations;
using Backorders.Server.ReadModel;
using Backorders.Server.Refusals;
using Backorders.Server.Security;

namespace Backorders.Server.Services;

/// <summary>
/// Reads reports off the rows. Each waits a moment for the rows to hold what was durable when it was asked for, and says how far they are.
/// </summary>
internal sealed class ReportDesk(ReadModelHost host, CommandGate gate)
{
    private const int QueuesShown = 10;

    public async Task<V1.GetReportResponse> ReportAsync(V1.GetReportRequest request, Caller caller, CancellationToken cancellation)
    {
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        long seq = await host.CatchUpAsync(warehouse, cancellation).ConfigureAwait(false);
        TimeZoneInfo zone = host.ZoneOf(warehouse);
        Border border = default;
        IReadOnlyList<Period> periods = ReportMessages.Periods(ref border, request, zone, gate.Now);
        Check(border);
        Report report = await ReadAsync(() => Report.MakeAsync(host.Queries, warehouse, caller.Owner, periods, gate.Now, cancellation)).ConfigureAwait(false);
        IReadOnlyList<QueueDepth> queues = await QueuesAsync(warehouse, caller, cancellation).ConfigureAwait(false);
        return new V1.GetReportResponse
        {
            Periods = { report.Periods.Select(p => ReportForms.Period(p.Period, p.Measures)) },
            Whole = ReportForms.Period(report.Whole.Period, report.Whole.Measures),
            DeepestQueues = { queues.Select(ReportForms.Queue) },
            TimeZone = zone.Id,
            ReadSeq = seq,
            Lag = host.LagOf(warehouse),
        };
    }

    /// <summary>The figures of the last hours.</summary>
    public async Task<(V1.Measures Window, IEnumerable<V1.QueueDepth> Queues, long ReadSeq)> WindowAsync(
        WarehouseId warehouse, Caller caller, int hours, CancellationToken cancellation)
    {
        Border border = default;
        TimeSpan window = ReportMessages.Window(ref border, hours);
        Check(border);
        long seq = await host.CatchUpAsync(warehouse, cancellation).ConfigureAwait(false);
        Instant now = gate.Now;
        Period period = new("window", new Instant(Quarter.Of(now - window)), now + TimeSpan.FromTicks(TimeSpan.TicksPerMicrosecond));
        Report report = await ReadAsync(() => Report.MakeAsync(host.Queries, warehouse, caller.Owner, [period], now, cancellation)).ConfigureAwait(false);
        IReadOnlyList<QueueDepth> queues = await QueuesAsync(warehouse, caller, cancellation).ConfigureAwait(false);
        return (ReportForms.Measures(report.Whole.Measures), queues.Select(ReportForms.Queue), seq);
    }

    /// <summary>What was counted of an owner's things since the first turn.</summary>
    public async Task<(Counts Totals, long ReadSeq)> TotalsAsync(WarehouseId warehouse, OwnerId owner, CancellationToken cancellation)
    {
        long seq = await host.CatchUpAsync(warehouse, cancellation).ConfigureAwait(false);
        Counts totals = new();
        foreach ((_, Counts counts) in await ReadAsync(
            () => host.Queries.ListCountsAsync(warehouse, owner, new Instant(0), Instant.Never, cancellation)).ConfigureAwait(false))
        {
            totals.Add(counts);
        }

        return (totals, seq);
    }

    public async Task<V1.ListDiscrepanciesResponse> DiscrepanciesAsync(V1.ListDiscrepanciesRequest request, Caller caller, CancellationToken cancellation)
    {
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        Border border = default;
        DiscrepancyFilter filter = ReportMessages.Discrepancies(ref border, request, caller.Owner);
        Page page = Page.Read(ref border, request.PageSize, string.Empty);
        Check(border);
        long seq = await host.CatchUpAsync(warehouse, cancellation).ConfigureAwait(false);
        IReadOnlyList<DiscrepancyRow> found = await ReadAsync(
            () => host.Queries.ListDiscrepanciesAsync(warehouse, filter with { Max = page.Take }, cancellation)).ConfigureAwait(false);
        return new V1.ListDiscrepanciesResponse
        {
            Discrepancies = { found.Take(page.Size).Select(ReportForms.Discrepancy) },
            NextPageToken = found.Count > page.Size ? ReportMessages.Token(found[page.Size - 1].Seq, found[page.Size - 1].Part) : string.Empty,
            ReadSeq = seq,
            Lag = host.LagOf(warehouse),
        };
    }

    /// <summary>Reads, or says that the rows cannot be read now.</summary>
    public static async Task<T> ReadAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ReadModelUnavailableException e)
        {
            throw RefusalStatus.ToException(Refused.Because(Refusal.ReadModelUnavailable, e.Message));
        }
    }

    public static void Check(in Border border)
    {
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }
    }

    private Task<IReadOnlyList<QueueDepth>> QueuesAsync(WarehouseId warehouse, Caller caller, CancellationToken cancellation) =>
        ReadAsync(() => host.Queries.ListQueuesAsync(warehouse, caller.Owner, QueuesShown, cancellation));
}
