using System.Numerics;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>
/// Units that the special lines of an item want, summed from the front, by the time from which on they take any. A change costs O(log n). The sums before a line cost O(log n)
/// for each time, and much less for a line near the one that was asked about before: those who are decided one after the other stand near each other in most queues.
/// </summary>
/// <param name="lines">How many special lines there are.</param>
internal sealed class WantedByTime(int lines)
{
    /// <summary>So many lines share a place in the sums, so that many times cost little room; fewer than these are added up one by one.</summary>
    private const int Block = 16;

    private readonly List<Slot> slots = [];
    private readonly (Slot? Slot, long Units)[] wanted = new (Slot?, long)[lines];
    private int summed; // all before this line are in the sums

    /// <summary>From when on somebody takes any, earliest first.</summary>
    public int Times => slots.Count;

    /// <summary>The time of a slot.</summary>
    public Instant TimeOf(int slot) => slots[slot].Time;

    /// <summary>Units wanted from that time on by all lines.</summary>
    public long TotalOf(int slot) => slots[slot].Total;

    /// <summary>Units wanted from that time on by lines before the one for which <see cref="SumBefore"/> was called last, as they want now.</summary>
    public long SumOf(int slot) => slots[slot].Before;

    /// <summary>Units that a line wants from that time on.</summary>
    public long UnitsOf(int line, int slot) => wanted[line].Slot == slots[slot] ? wanted[line].Units : 0;

    /// <summary>A line wants so many units from another time on.</summary>
    /// <param name="line">Its number among the special lines.</param>
    /// <param name="from">The time; <see cref="Instant.Never"/> when it wants none.</param>
    /// <param name="units">How many.</param>
    public void Set(int line, Instant from, long units)
    {
        Add(line, -1);
        wanted[line] = from == Instant.Never ? default : (SlotOf(from), units);
        Add(line, 1);
    }

    /// <summary>Sums up what the lines before one want, for <see cref="SumOf"/>.</summary>
    /// <returns>How many numbers were looked at.</returns>
    public int SumBefore(int line)
    {
        int looked = Math.Abs(line - summed);
        if (looked > slots.Count * BitOperations.Log2((uint)(2 + lines / Block)))
        {
            (summed, looked) = (line - line % Block, line % Block);
            foreach (Slot slot in slots)
            {
                looked += slot.SumBefore(line / Block);
            }
        }

        for (; summed < line; summed++)
        {
            wanted[summed].Slot?.AddBefore(wanted[summed].Units);
        }

        for (; summed > line; summed--)
        {
            wanted[summed - 1].Slot?.AddBefore(-wanted[summed - 1].Units);
        }

        return looked;
    }

    private void Add(int line, int sign)
    {
        if (wanted[line] is { Slot: { } slot, Units: var units })
        {
            slot.Add(line / Block, sign * units);
            slot.AddBefore(line < summed ? sign * units : 0);
        }
    }

    private Slot SlotOf(Instant time)
    {
        int at = slots.Count;
        while (at > 0 && slots[at - 1].Time > time)
        {
            at--;
        }

        if (at == 0 || slots[at - 1].Time != time)
        {
            slots.Insert(at, new Slot(time, lines / Block + 1));
            return slots[at];
        }

        return slots[at - 1];
    }

    /// <summary>The sums of one time, in a tree that each block of lines adds to (P. Fenwick, "A new data structure for cumulative frequency tables", 1994).</summary>
    private sealed class Slot(Instant time, int blocks)
    {
        private readonly long[] tree = new long[blocks + 1];

        public Instant Time { get; } = time;

        public long Total { get; private set; }

        public long Before { get; private set; }

        public void AddBefore(long units) => Before += units;

        public void Add(int block, long units)
        {
            Total += units;
            for (int i = block + 1; i < tree.Length; i += i & -i)
            {
                tree[i] += units;
            }
        }

        public int SumBefore(int block)
        {
            (Before, int looked) = (0, 1);
            for (int i = Total == 0 ? 0 : block; i > 0; i -= i & -i)
            {
                Before += tree[i];
                looked++;
            }

            return looked;
        }
    }
}
