using Backorders.Cli.Terminal;

namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// Lives a warehouse's days as the file tells them, slice by slice. Within a slice every role has its turn, and the next begins when all of its messages are
/// answered: so the node takes the same commands in the same order in every run, and ends in the same state.
/// </summary>
internal sealed class ReplayDriver : IDisposable
{
    private const int StationCount = 4;

    /// <summary>With more tasks than this, stations do not wait for the full hour.</summary>
    private const int Rush = 64;

    /// <summary>How long the warehouse goes on when the file is at its end and units still wait: three times as long as a hold lasts.</summary>
    private const long AftermathSeconds = 3 * ReplayCalendar.WeekSeconds;

    private readonly Link link;
    private readonly InvoiceSource source;
    private readonly ReplayCounts counts;
    private readonly ReplayOptions options;
    private readonly ReplayIds ids = new();
    private readonly Demand demand = new();
    private readonly TaskHint hint = new();
    private readonly ThirdParty thirdParty;
    private readonly Docks docks;
    private readonly PackingBench bench;
    private readonly Station[] stations;
    private IReadOnlyList<ExpectedCartons> onTheRoad = [];
    private long now;
    private long monday;

    public ReplayDriver(Link link, InvoiceSource source, ReplayCounts counts, ReplayOptions options)
    {
        (this.link, this.source, this.counts, this.options) = (link, source, counts, options);
        Faults faults = options.Faults;
        thirdParty = new ThirdParty(link, counts, ids, demand, hint, faults);
        docks = new Docks(link, counts, ids, hint, demand, faults);
        bench = new PackingBench(link, counts, ids);
        stations = [.. Enumerable.Range(1, StationCount).Select(i => new Station($"STATION-{i}", link, counts, ids, hint, bench, faults, demand))];
    }

    private bool ArePicking => stations.Any(s => s.IsPicking);

    /// <summary>Goes through all of it, until the last truck has been worked off.</summary>
    /// <param name="items">What is known of the goods beforehand.</param>
    /// <param name="progress">Told the lines read and the time reached, once per slice.</param>
    public async Task RunAsync(IReadOnlyList<(string Sku, string Description)> items, Action<long, long> progress)
    {
        if (source.Next is not { } first)
        {
            throw new CliException("The file holds no line that can be read.");
        }

        now = ReplayCalendar.SliceEnd(first.At) - ReplayCalendar.SliceSeconds;
        monday = ReplayCalendar.NextMonday(now);
        await link.SetTimeAsync(now).ConfigureAwait(false);
        await SetDistributionAsync().ConfigureAwait(false);
        await thirdParty.DefineAsync(items).ConfigureAwait(false);
        await PlayAsync(progress).ConfigureAwait(false);
        long end = now + AftermathSeconds;
        while (now < end && await IsSomethingLeftAsync().ConfigureAwait(false))
        {
            if (hint.Waiting == 0)
            {
                now += ReplayCalendar.DaySeconds;
                await link.SetTimeAsync(now).ConfigureAwait(false);
            }

            await PlayAsync(progress).ConfigureAwait(false);
            if (bench.HoldsBack)
            {
                await bench.DepartAsync(now).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        thirdParty.Dispose();
        docks.Dispose();
        bench.Dispose();
        Array.ForEach(stations, s => s.Dispose());
    }

    private async Task SetDistributionAsync()
    {
        if (options.Distribution == V1.DistributionMode.Unspecified)
        {
            return;
        }

        V1.Policy policy = (await link.CallAsync(() => link.Server.Building.GetPolicyAsync(
            new V1.GetPolicyRequest { Warehouse = link.Warehouse }, cancellationToken: link.Cancellation)).ConfigureAwait(false)).Policy;
        policy.Distribution = options.Distribution;
        V1.SetPolicyRequest set = new() { Warehouse = link.Warehouse, RequestId = ids.Next(), Policy = policy };
        await link.CallAsync(() => link.Server.Building.SetPolicyAsync(set, cancellationToken: link.Cancellation)).ConfigureAwait(false);
    }

    private async Task PlayAsync(Action<long, long> progress)
    {
        while (NextSlice() is { } slice)
        {
            now = slice;
            await link.SetTimeAsync(now).ConfigureAwait(false);
            await SliceAsync().ConfigureAwait(false);
            progress(counts.LinesRead, now);
        }
    }

    /// <summary>Holds that end by time set units free without anybody's asking: only the warehouse itself knows whether all is done.</summary>
    private async Task<bool> IsSomethingLeftAsync()
    {
        V1.Figures figures = (await link.CallAsync(() => link.Server.Building.GetFiguresAsync(
            new V1.GetFiguresRequest { Warehouse = link.Warehouse }, cancellationToken: link.Cancellation)).ConfigureAwait(false)).Figures;
        if (figures.TasksReady > 0)
        {
            hint.More();
        }

        return figures.TasksReady > 0 || figures.Waiting > 0 || bench.HoldsBack;
    }

    private async Task SliceAsync()
    {
        while (source.Next is { } invoice && invoice.At <= now)
        {
            thirdParty.Add(source.Take());
        }

        await thirdParty.SendAsync().ConfigureAwait(false);
        if (monday <= now)
        {
            docks.Arrive(onTheRoad, monday);
            onTheRoad = Docks.Spread(demand.Take(), monday + ReplayCalendar.WeekSeconds);
            await thirdParty.AnnounceAsync(onTheRoad).ConfigureAwait(false);
            monday = ReplayCalendar.NextMonday(now);
        }

        if (docks.AreBusy)
        {
            await docks.ScanAsync(now).ConfigureAwait(false);
        }

        await WorkAsync().ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        bool pull = hint.Waiting > Rush || ArePicking || ReplayCalendar.IsFullHour(now);
        foreach (Station station in stations)
        {
            await station.WorkAsync(pull && hint.Waiting > 0).ConfigureAwait(false);
        }

        if (!bench.IsEmpty && (ReplayCalendar.IsFullHour(now) || !ArePicking))
        {
            await bench.DepartAsync(now).ConfigureAwait(false);
        }
    }

    /// <summary>The end of the next slice in which somebody has something to do; null when all is done.</summary>
    private long? NextSlice()
    {
        long next = long.MaxValue;
        if (source.Next is { } invoice)
        {
            next = Math.Min(next, Math.Max(ReplayCalendar.SliceEnd(invoice.At), now + ReplayCalendar.SliceSeconds));
        }

        if (!demand.IsEmpty || onTheRoad.Count > 0)
        {
            next = Math.Min(next, monday);
        }

        if (docks.AreBusy || ArePicking || hint.Waiting > Rush || !bench.IsEmpty)
        {
            next = Math.Min(next, now + ReplayCalendar.SliceSeconds);
        }

        if (hint.Waiting > 0)
        {
            next = Math.Min(next, ReplayCalendar.NextHour(now));
        }

        return next == long.MaxValue ? null : next;
    }
}
