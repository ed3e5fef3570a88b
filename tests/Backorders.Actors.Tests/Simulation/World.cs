using System.Text;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Simulation;

/// <summary>One thread on which everything happens in the order that the seed says: nothing here waits, and nothing runs beside anything else.</summary>
internal sealed class World(SeededRandom random)
{
    private readonly List<(Action What, int Waits)> ready = [];
    private readonly StringBuilder trace = new();

    public SeededRandom Random => random;

    public Ledger Ledger { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public Instant Clock => Instant.From(Time.GetUtcNow());

    /// <summary>Failures in a hundred reads and writes.</summary>
    public int Trouble { get; set; } = 8;

    /// <summary>How often what a simulation is about came to pass.</summary>
    public SortedDictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>The most tasks that any stream of a station ever wanted.</summary>
    public Dictionary<StationId, int> Wishes { get; } = [];

    public bool IsIdle => ready.Count == 0;

    public string Told => trace.ToString();

    /// <summary>Lets something happen, after it was passed over a few times.</summary>
    public void Post(Action what, int waits = 0) => ready.Add((what, waits));

    public void Step()
    {
        int which = random.Next(ready.Count);
        (Action what, int waits) = ready[which];
        if (waits > 0)
        {
            ready[which] = (what, waits - 1);
            return;
        }

        ready.RemoveAt(which);
        what();
    }

    public void Wish(StationId station, int capacity) => Wishes[station] = Math.Max(capacity, Wishes.GetValueOrDefault(station));

    public void Note(string what, int times = 1) => Seen[what] = Seen.GetValueOrDefault(what) + times;

    public void Trace(string what) => trace.Append(Time.GetUtcNow().UtcTicks).Append(' ').AppendLine(what);
}
