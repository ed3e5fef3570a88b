using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Tests;
using Backorders.Domain.Values;
using Backorders.ReadModel.Reports;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Tests;

/// <summary>Figures worked out by hand beside those of the rows.</summary>
public sealed class MeasureTests
{
    [Theory]
    [InlineData(0.5, 2.0)]
    [InlineData(0.9, 4.0)]
    [InlineData(0.25, 1.0)]
    [InlineData(1, 4.0)]
    public void Percentile_FourValues_IsTheNearestRank(double share, double expected) => Assert.Equal(expected, Percentile.Of([1, 2, 3, 4], share));

    [Fact]
    public void Percentile_OfNothing_IsNothing() => Assert.Null(Percentile.Of([], 0.5));

    [Fact]
    public async Task Report_OneDay_CountsWhatHappened()
    {
        History history = new(new Scenario(checkReplica: false));
        Scenario s = history.Scenario; // 08:00 in London, winter
        history.Record(s.Announce("n1", "A:12", TimeSpan.FromHours(2)));
        history.Record(s.Submit("o1", "A:6"));
        history.Record(s.Submit("o2", "A:2"));
        s.Pass(TimeSpan.FromHours(1));
        history.Record(s.Receive("A", 10, "n1")); // 6 + 2 across the dock, 2 put away
        s.Pass(TimeSpan.FromMinutes(30));
        for (int i = 0; i < 2; i++)
        {
            Lease lease = Pull(history);
            history.Record(s.Do(new ConfirmPick(null, lease, s.Task(lease).Quantity.Units)));
            history.Record(s.Do(new Pack(null, [lease], "P")));
            history.Record(s.Do(new Ship(null, [lease.Task], "DPD", "T")));
            s.Pass(TimeSpan.FromMinutes(30));
        }

        history.Record(s.CloseShipment("n1")); // 2 short
        history.Record(s.Submit("o3", "A:2")); // from storage at once
        history.Record(s.Submit("o4", "B:5")); // waits
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns);
        TimeZoneInfo zone = Calendar.Zone("Europe/London");
        DateOnly day = new(2026, 3, 2);
        Report report = await Report.MakeAsync(
            file.Store, ReadRows.Warehouse, Scenario.Acme, Calendar.Cut(zone, day, day, Bucket.Hour, 100), s.Now + TimeSpan.FromHours(1), CancellationToken.None);
        Measures m = report.Whole.Measures;
        Assert.Equal((0.8, 8.0 / 10, 28.0 / 8), (m.CrossDockRate, (double)m.Counts[Count.UnitsShipped] / 10, m.TouchesPerUnit));
        Assert.Equal((1800.0, 3600.0, 0.0), (m.DockToShipP50, m.DockToShipP90, m.DockToTaskP99));
        Assert.Equal((2.0 / 15, 0.25, 0.25, 0.75), (m.UnitFillRate, m.LineFillRate, m.OrderFillRate, m.BackorderRate));
        Assert.Equal((1.0, 1.0, 1.0), (m.PromiseKeptRate, m.OnTimeInFullRate, m.SplitsPerOrder));
        Assert.Equal((1.0, 0.0, 0.0), (m.ReceiptDiscrepancyRate, m.OverageRate, m.ShortPickRate));
        Assert.Equal((1L, 3600.0, (double?)null), (m.BacklogLines, m.BacklogOldest, m.InventoryAccuracy));
        Assert.Equal(24, report.Periods.Count);
        Assert.Equal("8:2 9:0 10:2", string.Join(' ', report.Periods.Where(p => p.Measures.Counts.All.Any(c => c != 0)).Select(p => $"{int.Parse(p.Period.Label[11..13])}:{p.Measures.Counts[Count.Orders]}")));
    }

    [Fact]
    public async Task Report_LateAndInParts_IsNeitherOnTimeNorInOne()
    {
        History history = new(new Scenario(checkReplica: false));
        Scenario s = history.Scenario;
        history.Record(s.Submit("o1", "A:6", new OrderTerms { ShipBy = s.Now + TimeSpan.FromHours(2) }));
        foreach (int units in (int[])[2, 4])
        {
            history.Record(s.Receive("A", units));
            Lease lease = Pull(history);
            history.Record(s.Do(new ConfirmPick(null, lease, units)));
            history.Record(s.Do(new Pack(null, [lease], "P")));
            history.Record(s.Do(new Ship(null, [lease.Task], "DPD", "T")));
            s.Pass(TimeSpan.FromHours(3));
        }

        history.Record(s.Submit("o2", "B:5"));
        history.Record(s.Cancel("o2"));
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns);
        Period day = new("day", s.Now - TimeSpan.FromDays(1), s.Now + TimeSpan.FromDays(1));
        Measures m = (await Report.MakeAsync(file.Store, ReadRows.Warehouse, null, [day], s.Now, CancellationToken.None)).Whole.Measures;
        Assert.Equal((1, 0.0, 1.0, 2.0), (m.Counts[Count.CutoffsMissed], m.OnTimeInFullRate, m.InFullRate, m.SplitsPerOrder));
        Assert.Equal((2, 1, 5), (m.Counts[Count.Orders], m.Counts[Count.OrdersShipped], m.Counts[Count.UnitsCancelled]));
        Assert.Equal(0, m.BacklogLines);
    }

    [Fact]
    public async Task Report_Periods_AddUpToTheWhole()
    {
        History history = History.Random(11, 1500);
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns);
        TimeZoneInfo zone = Calendar.Zone("Europe/London");
        DateOnly first = new(2026, 3, 1);
        DateOnly last = Calendar.DayOf(history.Scenario.Now, zone);
        Report days = await Report.MakeAsync(
            file.Store, ReadRows.Warehouse, null, Calendar.Cut(zone, first, last, Bucket.Day, 10_000), history.Scenario.Now, CancellationToken.None);
        Counts sum = new();
        foreach ((_, Measures measures) in days.Periods)
        {
            sum.Add(measures.Counts);
        }

        Assert.Equal(days.Whole.Measures.Counts.All, sum.All);
        Assert.Equal(days.Whole.Measures.BacklogLines, days.Periods[^1].Measures.BacklogLines);
        Assert.Equal(file.Ask<long>("SELECT count(*) FROM line WHERE served_at IS NULL"), days.Whole.Measures.BacklogLines);
    }

    private static Lease Pull(History history)
    {
        IReadOnlyList<Domain.Events.Event> events = history.Scenario.Do(new PullTasks(new StationId("P1"), null, 1));
        history.Record(events);
        return events.OfType<Domain.Events.TasksLeased>().Single().Leases[0];
    }
}
