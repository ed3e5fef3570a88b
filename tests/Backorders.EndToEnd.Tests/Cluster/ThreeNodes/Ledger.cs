using System.Collections.Concurrent;
using System.Diagnostics;
using Backorders.Actors.Turns;

namespace Backorders.EndToEnd.Tests.Cluster.ThreeNodes;

/// <summary>What the callers were told, kept outside of the system: every acknowledged command by its key, and what it did.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<(string Warehouse, CommandKey Key), string> acknowledged = [];
    private readonly ConcurrentDictionary<string, Sums> sums = [];
    private long answers;
    private long tries;
    private long longestTicks;

    /// <summary>What went wrong that never may.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>Every acknowledged command.</summary>
    public IReadOnlyDictionary<(string Warehouse, CommandKey Key), string> Acknowledged => acknowledged;

    public long Answers => Interlocked.Read(ref answers);

    public long Tries => Interlocked.Read(ref tries);

    /// <summary>Takes note of an answer. A second acknowledgement of one key by two callers' hands is a fault.</summary>
    public void Acknowledge(string warehouse, CommandKey key, string what)
    {
        if (!acknowledged.TryAdd((warehouse, key), what))
        {
            Faults.Enqueue($"{warehouse}: {what} was acknowledged twice to its caller.");
        }
    }

    public void Received(string warehouse, long units) => Interlocked.Add(ref Of(warehouse).Received, units);

    public void Shipped(string warehouse, long units) => Interlocked.Add(ref Of(warehouse).Shipped, units);

    public (long Received, long Shipped) SumsOf(string warehouse) => (Interlocked.Read(ref Of(warehouse).Received), Interlocked.Read(ref Of(warehouse).Shipped));

    public void Tried() => Interlocked.Increment(ref tries);

    /// <summary>A caller was answered after all its tries.</summary>
    public void Answered(long since)
    {
        Interlocked.Increment(ref answers);
        long ticks = Stopwatch.GetElapsedTime(since).Ticks;
        long longest = Interlocked.Read(ref longestTicks);
        while (ticks > longest)
        {
            longest = Interlocked.CompareExchange(ref longestTicks, ticks, longest) is var seen && seen == longest ? ticks : seen;
        }
    }

    /// <summary>The longest that any caller waited for its answer, tries included, since this was last asked.</summary>
    public TimeSpan TakeLongest() => TimeSpan.FromTicks(Interlocked.Exchange(ref longestTicks, 0));

    private Sums Of(string warehouse) => sums.GetOrAdd(warehouse, _ => new Sums());

    private sealed class Sums
    {
        public long Received;
        public long Shipped;
    }
}
