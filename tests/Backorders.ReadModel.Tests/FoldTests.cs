using Backorders.Domain;
using Backorders.Domain.Events;
using Backorders.Domain.Views;
using Backorders.ReadModel.Fold;

namespace Backorders.ReadModel.Tests;

/// <summary>The rows hold what the warehouse's own state holds, after any history, however it is cut into batches.</summary>
public sealed class FoldTests
{
    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SEEDS"), out int seeds) ? seeds : 8)];

    [Fact]
    public void Kinds_AllAreDecidedUpon()
    {
        HashSet<Type> decided = [.. TurnFold.Folded, .. NotFolded.Kinds.Keys];
        Assert.Empty(TurnFold.Folded.Intersect(NotFolded.Kinds.Keys));
        string[] open = [.. typeof(Event).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Event)) && !t.IsAbstract && !decided.Contains(t)).Select(t => t.Name)];
        Assert.True(open.Length == 0, $"Fold these kinds of events in TurnFold, or list them in NotFolded with the reason: {string.Join(", ", open)}.");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task History_AnyCommands_GivesTheDomainsFigures(int seed)
    {
        History history = History.Random(seed, 1200);
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns, batch: 1 + seed * 37);
        Figures figures = history.Scenario.Warehouse.GetFigures();
        Assert.Equal(
            $"orders {figures.Orders}, lines {figures.Lines}, refused {figures.LinesRefused}, ordered {figures.Ordered}, cancelled {figures.Cancelled}, "
            + $"waiting {figures.Waiting} on {figures.WaitingLines}, receipts {figures.Receipts}, received {figures.Received}, returned {figures.Returned}, "
            + $"cross-docked {figures.CrossDocked}, put away {figures.PutAway}, shipped {figures.Shipped}, adjusted {figures.Adjusted}, reversed {figures.Reversed}, "
            + $"tasks {figures.Tasks}, promises {figures.PromisesGiven} {figures.PromisesChanged} {figures.PromisesKept}, expired {figures.LeasesExpired} {figures.HoldsExpired}, "
            + $"shorts {figures.ShortPicks}",
            await Text(file));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task History_AnyCommands_GivesTheDomainsLinesAndTasks(int seed)
    {
        History history = History.Random(seed, 800);
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns, batch: 50);
        Warehouse warehouse = history.Scenario.Warehouse;
        RowBatch rows = await file.Store.LoadAsync(ReadFile.Warehouse, Everything(history), CancellationToken.None);
        Assert.NotEmpty(rows.Lines);
        foreach (Rows.LineRow row in rows.Lines)
        {
            if (warehouse.GetLine(row.Key) is not { } line)
            {
                continue; // closed long ago and let go from memory; the row stays
            }

            Assert.Equal(
                (line.Ordered.Units, line.Open.Units, line.Held.Units, line.Allocated.Units, line.Picked.Units, line.Packed.Units, line.Shipped.Units, line.Cancelled.Units, line.Promise),
                (row.Ordered, row.Open, row.Held, row.Allocated, row.Picked, row.Packed, row.Shipped, row.Cancelled, row.Promise));
        }

        foreach (Rows.TaskRow row in rows.Tasks)
        {
            if (warehouse.GetTask(row.Id) is { } task)
            {
                TaskState state = task.State == TaskState.NoLane ? TaskState.Ready : task.State; // whether its lane takes goods is asked for live
                Assert.Equal((task.Kind, state, task.Quantity.Units, task.Line), (row.Kind, row.State, row.Quantity, row.Line));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task History_CutAnywhere_GivesTheSameRows(int seed)
    {
        History history = History.Random(seed, 600);
        await using ReadFile whole = new();
        await whole.WriteAsync(history.Turns, batch: int.MaxValue);
        await using ReadFile cut = new();
        await cut.WriteAsync(history.Turns.Take(history.Turns.Count / 3), batch: 7);
        await cut.ReopenAsync();
        await cut.WriteAsync(history.Turns, batch: 1);
        Assert.Equal(whole.Dump(), cut.Dump());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task History_CommitsFail_GoesOnAtTheStoredCursor(bool stored)
    {
        History history = History.Random(13, 600);
        await using ReadFile whole = new();
        await whole.WriteAsync(history.Turns);
        await using ReadFile broken = new();
        FailingStore store = new(broken.Store, stored);
        ReadModelWriter writer = await ReadModelWriter.OpenAsync(store, ReadFile.Warehouse, CancellationToken.None);
        int failures = 0;
        while (history.Turns.Where(t => t.Seq > writer.Cursor.Seq).Take(20).ToArray() is { Length: > 0 } next)
        {
            try
            {
                await writer.WriteAsync(next, CancellationToken.None);
            }
            catch (ReadModelUnavailableException)
            {
                failures++;
                writer = await ReadModelWriter.OpenAsync(store, ReadFile.Warehouse, CancellationToken.None);
            }
        }

        Assert.True(failures > 3, "Nothing failed: this tests nothing.");
        Assert.Equal(whole.Dump(), broken.Dump());
    }

    private static async Task<string> Text(ReadFile file)
    {
        Counts c = new();
        foreach ((_, Counts quarter) in await file.Store.ListCountsAsync(ReadFile.Warehouse, null, new Instant(0), Instant.Never, CancellationToken.None))
        {
            c.Add(quarter);
        }

        return $"orders {c[Count.Orders]}, lines {c[Count.Lines]}, refused {c[Count.LinesRefused]}, ordered {c[Count.UnitsOrdered]}, cancelled {c[Count.UnitsCancelled]}, "
            + $"waiting {file.Ask<long>("SELECT sum(open + held) FROM line")} on {file.Ask<long>("SELECT count(*) FROM line WHERE served_at IS NULL")}, "
            + $"receipts {c[Count.Receipts]}, received {c[Count.UnitsReceived]}, returned {c[Count.UnitsReturned]}, "
            + $"cross-docked {c[Count.UnitsCrossDocked]}, put away {c[Count.UnitsPutAway]}, shipped {c[Count.UnitsShipped]}, adjusted {c[Count.UnitsAdjusted]}, "
            + $"reversed {c[Count.UnitsReversed]}, tasks {c[Count.Tasks]}, promises {c[Count.PromisesGiven]} {c[Count.PromisesChanged]} {c[Count.PromisesKept]}, "
            + $"expired {c[Count.LeasesExpired]} {c[Count.HoldsExpired]}, shorts {c[Count.ShortPicks]}";
    }

    private static RowKeys Everything(History history)
    {
        RowKeys keys = new();
        foreach (Event change in history.Turns.SelectMany(t => t.Events))
        {
            if (change is OrderAccepted accepted)
            {
                keys.Lines.UnionWith(accepted.Lines.Select(l => new LineKey(accepted.Order, l.LineNo)));
            }

            keys.Tasks.UnionWith(EventKeys.TaskMade(change) is { } made ? [made] : []);
            keys.Tasks.UnionWith(EventKeys.Tasks(change));
        }

        return keys;
    }
}
