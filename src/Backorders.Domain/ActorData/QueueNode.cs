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

    /// <summary>What this line is to a plan.</summary>
    public PlanRole Role;

    /// <summary>Open units of the plain lines of this subtree.</summary>
    public long Plain;

    /// <summary>Lines of this subtree that a plan must look at one by one.</summary>
    public int Special;

    /// <summary>The earliest date that a customer of a plain line of this subtree was told, in microseconds; the greatest number when there is no such line.</summary>
    public long LeastTold;

    /// <summary>The latest date that one was told who may be told a better one now; the least number when there is no such line.</summary>
    public long GreatestTold;

    /// <summary>Brings what is known of the subtree up to date, from the line itself and its two subtrees.</summary>
    public void Sum(BackorderLine line)
    {
        Count = 1;
        Open = line.Open.Units;
        LeastNeed = Need;
        Special = Role is PlanRole.Special ? 1 : 0;
        (Plain, LeastTold, GreatestTold) = Role is PlanRole.Plain
            ? (Open, line.Promise.UnixMicroseconds, line.IsQuiet ? long.MinValue : line.Promise.UnixMicroseconds)
            : (0, long.MaxValue, long.MinValue);
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
        Special += below.Node.Special;
        Plain += below.Node.Plain;
        LeastTold = Math.Min(LeastTold, below.Node.LeastTold);
        GreatestTold = Math.Max(GreatestTold, below.Node.GreatestTold);
    }
}
