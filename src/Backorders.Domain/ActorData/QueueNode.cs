namespace Backorders.Domain.ActorData;

/// <summary>
/// A line's place in <see cref="RankedLines"/>: its two subtrees, and what is true of itself and everything below it. It lives within the line, so that a
/// queue of a million lines needs no million further objects.
/// </summary>
internal struct QueueNode
{
    /// <summary>The need of a line that would take nothing, however many units came.</summary>
    public const long TakesNothing = long.MaxValue;

    /// <summary>Lines that stand before it.</summary>
    public BackorderLine? Before;

    /// <summary>Lines that stand behind it.</summary>
    public BackorderLine? Behind;

    /// <summary>Keeps the tree balanced: the heavier line stands above. Has no meaning beyond that.</summary>
    public uint Weight;

    /// <summary>Lines of this subtree, this one included.</summary>
    public int Count;

    /// <summary>Open units of this subtree.</summary>
    public long Open;

    /// <summary>The fewest free units of which this line takes any.</summary>
    public long Need;

    /// <summary>The least <see cref="Need"/> of this subtree.</summary>
    public long LeastNeed;

    /// <summary>Whether any line of this subtree has units that no shipment is linked to.</summary>
    public bool AnyUnpegged;

    /// <summary>Brings what is known of the subtree up to date, from the line itself and its two subtrees.</summary>
    public void Sum(BackorderLine line)
    {
        Count = 1;
        Open = line.Open.Units;
        LeastNeed = Need;
        AnyUnpegged = !line.Unpegged.IsZero;
        Add(Before);
        Add(Behind);
    }

    private void Add(BackorderLine? below)
    {
        if (below is null)
        {
            return;
        }

        Count += below.Node.Count;
        Open += below.Node.Open;
        LeastNeed = Math.Min(LeastNeed, below.Node.LeastNeed);
        AnyUnpegged |= below.Node.AnyUnpegged;
    }
}
