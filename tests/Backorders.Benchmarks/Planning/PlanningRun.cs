using System.Diagnostics;
using System.Globalization;
using Backorders.Domain.Commands;

namespace Backorders.Benchmarks.Planning;

/// <summary>
/// What planning costs while more and more lines wait behind those that are planned (<see cref="PlannedQueue"/>): a scan, a new line, a shipment that is late. The number
/// of lines on each shipment is the same, so a hundred times the queue must not cost more than twice the time, four times beside orders that ship complete. And what it
/// costs beside more and more of those.
/// </summary>
internal static class PlanningRun
{
    private const int Warmups = 300;
    private static readonly int[] sizes = [1_000, 10_000, 100_000];
    private static readonly int[] complete = [100, 200, 400, 800];
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);

    private static readonly (string Name, int Times, Action<PlannedQueue> Before, Func<PlannedQueue, Command> Measured)[] commands =
    [
        ("scan of a unit of the first shipment", 1_000, static q => q.NextShipment(), static q => q.Scan()),
        ("a new line, behind all", 500, static _ => { }, static q => q.NewLine(0)),
        ("a new line, before all that are planned", 300, static _ => { }, static q => q.NewLine(9)),
        ("a shipment 30 hours later, and back", 300, static _ => { }, static q => q.MoveMiddle(30)),
        ("a shipment behind all others, and back", 100, static _ => { }, static q => q.MoveMiddle(60 * 24)),
    ];

    /// <param name="to">Where the table goes.</param>
    /// <param name="largest">The longest queue, for a shorter look.</param>
    public static void Print(TextWriter to, int largest = int.MaxValue)
    {
        QuickRun.PrintMachine(to);
        string clock = ThreadClock.IsOfThread ? "the thread's processor time" : "wall time";
        to.WriteLine($"{PlannedQueue.Shipments} shipments of {PlannedQueue.UnitsOfShipment} units, about {PlannedQueue.LinesOfShipment} lines on each; {clock}");
        int[] used = [.. sizes.Where(s => s <= largest)];
        Table(to, "lines that ship as available", "waiting lines", used, static size => new PlannedQueue(size, 0), 2);
        Table(
            to, $"beside {PlannedQueue.CompleteOrders} orders that ship complete, over {PlannedQueue.Skus} items", "waiting lines", used,
            static size => new PlannedQueue(size, PlannedQueue.CompleteOrders), 4);
        PrintComplete(to);
    }

    /// <summary>Beside more and more orders that ship complete: eight times as many must not cost more than twelve times as much.</summary>
    public static void PrintComplete(TextWriter to, int most = int.MaxValue) => Table(
        to, $"beside orders that ship complete, over {PlannedQueue.Skus} items", "orders", [.. complete.Where(c => c <= most)], static orders => new PlannedQueue(sizes[0], orders), 12);

    private static void Table(TextWriter to, string title, string by, int[] used, Func<int, PlannedQueue> queueOf, int bar)
    {
        Measure(queueOf(used[0]), Warmups); // compiled before anything is measured
        Figure[][] figures = [.. used.Select(size => Measure(queueOf(size), int.MaxValue))];
        to.WriteLine();
        to.WriteLine(title);
        to.WriteLine($"{$"p50 / p99 by {by}",-42} {string.Join(' ', used.Select(s => $"{s,24:N0}"))} {"ratio",8} {"bar",5} {"told",8}");
        for (int i = 0; i < commands.Length; i++)
        {
            double ratio = figures[^1][i].Median / figures[0][i].Median;
            string times = string.Join(' ', figures.Select(f => $"{f[i].Text,24}"));
            string told = string.Join('/', figures.Select(f => f[i].Told.ToString("N1", CultureInfo.InvariantCulture)));
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{commands[i].Name,-42} {times} {ratio,6:N1} x {bar,3} x {told,16}"));
            if (figures[0][i].Told >= 1)
            {
                to.WriteLine($"{"  for each line told",-42} {string.Join(' ', figures.Select(f => $"{QuickRun.Time(f[i].Median / f[i].Told),24}"))}");
            }
        }
    }

    private static Figure[] Measure(PlannedQueue queue, int most)
    {
        Figure[] figures = new Figure[commands.Length];
        for (int i = 0; i < commands.Length; i++)
        {
            GC.Collect();
            (string _, int times, Action<PlannedQueue> before, Func<PlannedQueue, Command> measured) = commands[i];
            List<TimeSpan> took = [];
            long told = 0;
            for (long began = Stopwatch.GetTimestamp(); took.Count < Math.Min(times, most) && (Stopwatch.GetElapsedTime(began) < patience || took.Count % 2 == 1 || took.Count < 4);)
            {
                before(queue);
                Command command = measured(queue);
                TimeSpan start = ThreadClock.Now;
                told += queue.Do(command);
                took.Add(ThreadClock.Now - start);
            }

            took.Sort();
            figures[i] = new Figure(took[took.Count / 2], took[took.Count * 99 / 100], (double)told / took.Count);
        }

        return figures;
    }

    private readonly record struct Figure(TimeSpan Median, TimeSpan Longest, double Told)
    {
        public string Text => $"{QuickRun.Time(Median)} / {QuickRun.Time(Longest)}";
    }
}
