using Backorders.Domain;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.ReadModel.Fold;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Reports;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Tests;

/// <summary>What every store must do; each has a class of tests that runs all of it.</summary>
internal static class StoreConformance
{
    /// <summary>After any history the counts are those of the domain itself.</summary>
    public static async Task FiguresAsync(Func<Task<ReadRows>> open, int seed)
    {
        History history = History.Random(seed, 1200);
        await using ReadRows file = await open();
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

    /// <summary>After any history lines and tasks are those of the domain itself.</summary>
    public static async Task LinesAndTasksAsync(Func<Task<ReadRows>> open, int seed)
    {
        History history = History.Random(seed, 800);
        await using ReadRows file = await open();
        await file.WriteAsync(history.Turns, batch: 50);
        Warehouse warehouse = history.Scenario.Warehouse;
        RowBatch rows = await file.Store.LoadAsync(ReadRows.Warehouse, Everything(history), CancellationToken.None);
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

    /// <summary>However the turns are cut into batches, the rows are the same.</summary>
    public static async Task CutAnywhereAsync(Func<Task<ReadRows>> open, int seed)
    {
        History history = History.Random(seed, 600);
        await using ReadRows whole = await open();
        await whole.WriteAsync(history.Turns, batch: int.MaxValue);
        await using ReadRows cut = await open();
        await cut.WriteAsync(history.Turns.Take(history.Turns.Count / 3), batch: 7);
        await cut.ReopenAsync();
        await cut.WriteAsync(history.Turns, batch: 1);
        Assert.Equal(whole.Dump(), cut.Dump());
    }

    /// <summary>After a commit that failed, whether or not it was stored, the writer goes on at the stored cursor.</summary>
    public static async Task CommitsFailAsync(Func<Task<ReadRows>> open, bool stored)
    {
        History history = History.Random(13, 600);
        await using ReadRows whole = await open();
        await whole.WriteAsync(history.Turns);
        await using ReadRows broken = await open();
        FailingStore store = new(broken.Store, stored);
        ReadModelWriter writer = await ReadModelWriter.OpenAsync(store, ReadRows.Warehouse, CancellationToken.None);
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
                writer = await ReadModelWriter.OpenAsync(store, ReadRows.Warehouse, CancellationToken.None);
            }
        }

        Assert.True(failures > 3, "Nothing failed: this tests nothing.");
        Assert.Equal(whole.Dump(), broken.Dump());
    }

    /// <summary>A writer that goes on from a cursor where the rows do not stand any more changes nothing, and one that begins anew goes on.</summary>
    public static async Task StaleWriterAsync(Func<Task<ReadRows>> open)
    {
        History history = History.Random(17, 300);
        await using ReadRows rows = await open();
        ReadModelWriter stale = await ReadModelWriter.OpenAsync(rows.Store, ReadRows.Warehouse, CancellationToken.None);
        await stale.WriteAsync([.. history.Turns.Take(100)], CancellationToken.None);
        ReadModelWriter owner = await ReadModelWriter.OpenAsync(rows.Store, ReadRows.Warehouse, CancellationToken.None);
        await owner.WriteAsync([.. history.Turns.Skip(100).Take(50)], CancellationToken.None);
        string before = rows.Dump();
        await Assert.ThrowsAsync<RowsMovedException>(async () => await stale.WriteAsync([.. history.Turns.Skip(100).Take(10)], CancellationToken.None));
        await Assert.ThrowsAsync<RowsMovedException>(async () => await rows.Store.ResetAsync(ReadRows.Warehouse, stale.Cursor, CancellationToken.None));
        Assert.Equal(before, rows.Dump());
        await owner.WriteAsync([.. history.Turns.Skip(150)], CancellationToken.None);
        await using ReadRows whole = await open();
        await whole.WriteAsync(history.Turns);
        Assert.Equal(whole.Dump(), rows.Dump());
    }

    /// <summary>Writers that all believe that the warehouse is theirs write at once: the rows are those of one alone.</summary>
    public static async Task RaceAsync(Func<Task<ReadRows>> open, int seed)
    {
        History history = History.Random(seed, 600);
        await using ReadRows rows = await open();

        // All of them know the same cursor before the first of them writes: whatever the machine does, three are refused at least.
        List<ReadModelWriter> writers = [];
        for (int i = 0; i < 4; i++)
        {
            writers.Add(await ReadModelWriter.OpenAsync(rows.Store, ReadRows.Warehouse, CancellationToken.None));
        }

        int[] refusals = await Task.WhenAll(writers.Select((w, i) => Task.Run(() => RaceAsync(rows, w, history, 3 + i))));
        await using ReadRows whole = await open();
        await whole.WriteAsync(history.Turns);
        Assert.Equal(whole.Dump(), rows.Dump());
        Assert.True(refusals.Sum() >= 3, "Nobody met anybody: this tests nothing.");
    }

    private static async Task<int> RaceAsync(ReadRows rows, ReadModelWriter writer, History history, int batch)
    {
        int refusals = 0;
        while (history.Turns.Where(t => t.Seq > writer.Cursor.Seq).Take(batch).ToArray() is { Length: > 0 } next)
        {
            try
            {
                await writer.WriteAsync(next, CancellationToken.None);
            }
            catch (RowsMovedException)
            {
                refusals++;
                writer = await ReadModelWriter.OpenAsync(rows.Store, ReadRows.Warehouse, CancellationToken.None);
            }
        }

        return refusals;
    }

    /// <summary>Removing a warehouse's rows leaves another's.</summary>
    public static async Task ResetAsync(Func<Task<ReadRows>> open)
    {
        History history = History.Random(3, 200);
        await using ReadRows rows = await open();
        await rows.WriteAsync(history.Turns);
        ReadModelWriter other = await ReadModelWriter.OpenAsync(rows.Store, new WarehouseId("NORTH"), CancellationToken.None);
        await other.WriteAsync(history.Turns, CancellationToken.None);
        long lines = rows.Ask<long>("SELECT count(*) FROM line");
        await rows.Store.ResetAsync(ReadRows.Warehouse, other.Cursor, CancellationToken.None);
        Assert.Equal(lines / 2, rows.Ask<long>("SELECT count(*) FROM line"));
        Assert.Equal(ReadCursor.Start, await rows.Store.ReadCursorAsync(ReadRows.Warehouse, CancellationToken.None));
    }

    /// <summary>Pages of discrepancies hold each once.</summary>
    public static async Task DiscrepancyPagesAsync(Func<Task<ReadRows>> open)
    {
        await using ReadRows rows = await open();
        await rows.WriteAsync(History.Random(5, 1500).Turns);
        List<Rows.DiscrepancyRow> found = [];
        DiscrepancyFilter filter = new() { Max = 3 };
        while (await rows.Queries.ListDiscrepanciesAsync(ReadRows.Warehouse, filter, CancellationToken.None) is { Count: > 0 } page)
        {
            found.AddRange(page);
            filter = filter with { After = (page[^1].Seq, page[^1].Part) };
        }

        Assert.Equal(rows.Ask<long>("SELECT count(*) FROM discrepancy"), found.Count);
        Assert.Equal(found.Count, found.Select(d => (d.Seq, d.Part)).Distinct().Count());
        Assert.Contains(found, d => d.Kind == DiscrepancyKind.SuspectUnits);
        Assert.Contains(found, d => d.Kind == DiscrepancyKind.ShortReceipt);
        Assert.Contains(found, d => d.Kind == DiscrepancyKind.Damage);
    }

    /// <summary>What is open of the discrepancies are the counts that nobody did, also when one is found and settled within a batch.</summary>
    public static async Task OpenDiscrepanciesAsync(Func<Task<ReadRows>> open, int batch)
    {
        History history = History.Random(5, 1500);
        await using ReadRows rows = await open();
        await rows.WriteAsync(history.Turns, batch);
        IReadOnlyList<Rows.DiscrepancyRow> found = await rows.Queries.ListDiscrepanciesAsync(
            ReadRows.Warehouse, new DiscrepancyFilter { OpenOnly = true, Max = 10_000 }, CancellationToken.None);
        Assert.Equal(rows.Ask<long>("SELECT count(*) FROM task WHERE kind = 'Count' AND ended_at IS NULL"), found.Count);
        Assert.All(found, d => Assert.Equal(DiscrepancyKind.SuspectUnits, d.Kind));
    }

    private static async Task<string> Text(ReadRows file)
    {
        Counts c = new();
        foreach ((_, Counts quarter) in await file.Queries.ListCountsAsync(ReadRows.Warehouse, null, new Instant(0), Instant.Never, CancellationToken.None))
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
