using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Rows;


namespace Backorders.ReadModel.Reports;

/// <summary>Figures by period, and those of all periods together.</summary>
/// <param name="Periods">In order.</param>
/// <param name="Whole">Of the whole stretch. Percentiles are those of all values, not means of means.</param>
public sealed record Report(IReadOnlyList<(Period Period, Measures Measures)> Periods, (Period Period, Measures Measures) Whole)
{
    /// <summary>Makes a report of adjoining periods.</summary>
    /// <param name="queries">The rows.</param>
    /// <param name="warehouse">Where.</param>
    /// <param name="owner">Whose; null for all owners.</param>
    /// <param name="periods">In order, each beginning where the one before ends; at least one.</param>
    /// <param name="now">Where a period that is not over is taken to end.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async ValueTask<Report> MakeAsync(
        IReadModelQueries queries, WarehouseId warehouse, OwnerId? owner, IReadOnlyList<Period> periods, Instant now, CancellationToken cancellation)
    {
        Instant from = periods[0].From;
        Instant to = periods[^1].To;
        IReadOnlyList<(Instant Quarter, Counts Counts)> counts = await queries.ListCountsAsync(warehouse, owner, from, to, cancellation).ConfigureAwait(false);
        IReadOnlyList<TaskTimes> tasks = await queries.ListTaskTimesAsync(warehouse, owner, from, to, cancellation).ConfigureAwait(false);
        IReadOnlyList<LineWait> waits = await queries.ListWaitsAsync(warehouse, owner, from, to, cancellation).ConfigureAwait(false);
        List<(Period, Measures)> cut = [];
        int count = 0;
        int task = 0;
        foreach (Period period in periods)
        {
            int firstCount = count;
            int firstTask = task;
            count = Skip(counts, count, c => c.Quarter < period.To);
            task = Skip(tasks, task, t => t.ShippedAt < period.To);
            cut.Add((period, Of(Slice(counts, firstCount, count), Slice(tasks, firstTask, task), waits, period, now)));
        }

        Period whole = new($"{periods[0].Label} to {periods[^1].Label}", from, to);
        return new Report(cut, (whole, Of(counts, tasks, waits, whole, now)));
    }

    private static Measures Of(
        IEnumerable<(Instant Quarter, Counts Counts)> counts, IReadOnlyCollection<TaskTimes> tasks, IReadOnlyList<LineWait> waits, Period period, Instant now)
    {
        Counts sum = new();
        foreach ((Instant _, Counts quarter) in counts)
        {
            sum.Add(quarter);
        }

        Instant end = now < period.To ? now : period.To;
        double[] dockToShip = Sorted(tasks.Where(t => t.DockedAt != Instant.Never).Select(t => t.ShippedAt - t.DockedAt));
        double[] dockToTask = Sorted(tasks.Where(t => t.DockedAt != Instant.Never).Select(t => t.MadeAt - t.DockedAt));
        double[] taskWait = Sorted(tasks.Where(t => t.LeasedAt != Instant.Never).Select(t => t.LeasedAt - t.MadeAt));
        double[] ages = Sorted(waits.Where(w => w.EnqueuedAt < period.To && w.EnqueuedAt <= end && w.ServedAt > end).Select(w => end - w.EnqueuedAt));
        return new Measures
        {
            Counts = sum,
            DockToShipP50 = Percentile.Of(dockToShip, 0.5),
            DockToShipP90 = Percentile.Of(dockToShip, 0.9),
            DockToTaskP99 = Percentile.Of(dockToTask, 0.99),
            TaskWaitP90 = Percentile.Of(taskWait, 0.9),
            BacklogLines = ages.Length,
            BacklogAgeP90 = Percentile.Of(ages, 0.9),
            BacklogOldest = ages.Length == 0 ? null : ages[^1],
        };
    }

    private static double[] Sorted(IEnumerable<TimeSpan> spans)
    {
        double[] seconds = [.. spans.Select(s => s.TotalSeconds)];
        Array.Sort(seconds);
        return seconds;
    }

    private static int Skip<T>(IReadOnlyList<T> all, int from, Func<T, bool> belongs)
    {
        while (from < all.Count && belongs(all[from]))
        {
            from++;
        }

        return from;
    }

    private static List<T> Slice<T>(IReadOnlyList<T> all, int from, int to)
    {
        List<T> part = new(to - from);
        for (int i = from; i < to; i++)
        {
            part.Add(all[i]);
        }

        return part;
    }
}
