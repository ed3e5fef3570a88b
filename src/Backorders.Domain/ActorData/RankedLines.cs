namespace Backorders.Domain.ActorData;

/// <summary>
/// Waiting lines in rank order, in a balanced tree (a treap) whose nodes know the sums of what is below them. Insert, remove, the next line that takes any
/// of so many units, the lines whose customers were told otherwise, and a line's place: each costs O(log n), however many lines stand in between.
/// </summary>
/// <remarks>
/// A line's rank must not change while it stands here. The tree's shape depends on weights drawn one after the other from a fixed sequence; nothing that
/// is asked of it depends on its shape.
/// </remarks>
internal sealed class RankedLines
{
    private BackorderLine? root;
    private uint sequence = 2463534242; // Marsaglia's xorshift32 with his own seed: any sequence without a pattern balances the tree

    public int Count => root?.Node.Count ?? 0;

    /// <summary>Open units of all plain lines.</summary>
    public long Plain => root?.Node.Plain ?? 0;

    /// <summary>Whether any line must be looked at by itself in a plan.</summary>
    public bool AnySpecial => root is { Node.Special: > 0 };

    public void Add(BackorderLine line)
    {
        line.Node.Before = null;
        line.Node.Behind = null;
        line.Node.Weight = NextWeight();
        line.Node.Sum(line);
        root = Insert(root, line);
    }

    public void Remove(BackorderLine line) => root = Remove(root, line);

    public void Clear() => root = null;

    /// <summary>Says that something of a line changed that its ancestors add up: open units, need, what its customer was told. Its rank must be the same.</summary>
    public void Changed(BackorderLine line) => Resum(root, line);

    /// <summary>The front-most line behind <paramref name="after"/> (from the front when null) that takes any of so many free units; null when none does.</summary>
    public BackorderLine? NextTaker(RankKey? after, long free) => NextTaker(root, after, free);

    /// <summary>The line's place, from 1, the units open on those before it, and the one just before it.</summary>
    public (int Place, long UnitsAhead, BackorderLine? Before) PlaceOf(BackorderLine line)
    {
        int place = 1;
        long ahead = 0;
        BackorderLine? before = null;
        BackorderLine? at = root;
        while (at is not null)
        {
            if (at != line && line.Rank.CompareTo(at.Rank) < 0)
            {
                at = at.Node.Before;
                continue;
            }

            place += at.Node.Before?.Node.Count ?? 0;
            ahead += at.Node.Before?.Node.Open ?? 0;
            if (at == line)
            {
                return (place, ahead, Last(at.Node.Before) ?? before);
            }

            (place, ahead, before) = (place + 1, ahead + at.Open.Units, at);
            at = at.Node.Behind;
        }

        throw new InvalidOperationException($"Line {line.Key} does not stand here.");
    }

    /// <summary>Open units of the plain lines that stand before a rank.</summary>
    public long PlainBefore(in RankKey rank)
    {
        long before = 0;
        for (BackorderLine? at = root; at is not null;)
        {
            if (at.Rank.CompareTo(rank) >= 0)
            {
                at = at.Node.Before;
                continue;
            }

            before += (at.Node.Before?.Node.Plain ?? 0) + (at.Node.Role == PlanRole.Plain ? at.Open.Units : 0);
            at = at.Node.Behind;
        }

        return before;
    }

    /// <summary>Adds the lines that a plan must look at one by one, front to back, each with the open units of the plain lines before it.</summary>
    public void AddSpecials(List<(BackorderLine Line, long PlainBefore)> to) => AddSpecials(root, 0, to);

    /// <summary>
    /// Adds the plain lines of a stretch of the queue whose customers were told a date before <paramref name="early"/> or after <paramref name="late"/>, front
    /// to back. The stretch is measured in open units of plain lines: lines whose last unit is number <paramref name="from"/> + 1 to <paramref name="to"/>.
    /// </summary>
    public void AddToldOtherwise(long from, long to, long early, long late, List<BackorderLine> found) => AddToldOtherwise(root, 0, from, to, early, late, found);

    /// <summary>Adds the plain lines without a promise place that so many units fill, front to back.</summary>
    public void AddUnplaced(long units, List<BackorderLine> found) => AddUnplaced(root, units, found);

    /// <summary>All lines from front to back. Not while lines come or go.</summary>
    public IEnumerable<BackorderLine> InOrder()
    {
        Stack<BackorderLine> path = new();
        BackorderLine? at = root;
        while (at is not null || path.Count > 0)
        {
            while (at is not null)
            {
                path.Push(at);
                at = at.Node.Before;
            }

            BackorderLine next = path.Pop();
            at = next.Node.Behind;
            yield return next;
        }
    }

    private static void AddSpecials(BackorderLine? at, long before, List<(BackorderLine Line, long PlainBefore)> to)
    {
        if (at is not { Node.Special: > 0 })
        {
            return;
        }

        AddSpecials(at.Node.Before, before, to);
        before += at.Node.Before?.Node.Plain ?? 0;
        if (at.Node.Role == PlanRole.Special)
        {
            to.Add((at, before));
        }

        AddSpecials(at.Node.Behind, before + (at.Node.Role == PlanRole.Plain ? at.Open.Units : 0), to);
    }

    private static void AddToldOtherwise(BackorderLine? at, long before, long from, long to, long early, long late, List<BackorderLine> found)
    {
        // Nothing of the subtree has its last unit in the stretch, or everybody was told well enough.
        if (at is null || before >= to || before + at.Node.Plain <= from || (at.Node.LeastTold >= early && at.Node.GreatestTold <= late))
        {
            return;
        }

        AddToldOtherwise(at.Node.Before, before, from, to, early, late, found);
        before += at.Node.Before?.Node.Plain ?? 0;
        if (at.Node.Role == PlanRole.Plain)
        {
            before += at.Open.Units;
            long told = at.Promise.UnixMicroseconds;
            if (before > from && before <= to && (told < early || (told > late && !at.IsQuiet)))
            {
                found.Add(at);
            }
        }

        AddToldOtherwise(at.Node.Behind, before, from, to, early, late, found);
    }

    /// <returns>How many of the units are left.</returns>
    private static long AddUnplaced(BackorderLine? at, long units, List<BackorderLine> found)
    {
        if (at is null || units <= 0)
        {
            return units;
        }

        if (at.Node.Plain <= units && at.Node.GreatestTold < long.MaxValue)
        {
            return units - at.Node.Plain; // all were told a date, so all have a place
        }

        units = AddUnplaced(at.Node.Before, units, found);
        if (at.Node.Role == PlanRole.Plain)
        {
            units -= at.Open.Units;
            if (units >= 0 && at.Place == 0)
            {
                found.Add(at);
            }
        }

        return AddUnplaced(at.Node.Behind, units, found);
    }

    private static BackorderLine? NextTaker(BackorderLine? at, RankKey? after, long free)
    {
        while (at is not null && at.Node.LeastNeed <= free)
        {
            if (after is { } rank && at.Rank.CompareTo(rank) <= 0)
            {
                at = at.Node.Behind;
                continue;
            }

            if (NextTaker(at.Node.Before, after, free) is { } before)
            {
                return before;
            }

            if (at.Node.Need <= free)
            {
                return at;
            }

            (at, after) = (at.Node.Behind, null); // everything behind this line is behind the mark too
        }

        return null;
    }

    private static BackorderLine Insert(BackorderLine? at, BackorderLine line)
    {
        if (at is null)
        {
            return line;
        }

        if (line.Node.Weight > at.Node.Weight)
        {
            (line.Node.Before, line.Node.Behind) = Split(at, line.Rank);
            line.Node.Sum(line);
            return line;
        }

        if (line.Rank.CompareTo(at.Rank) < 0)
        {
            at.Node.Before = Insert(at.Node.Before, line);
        }
        else
        {
            at.Node.Behind = Insert(at.Node.Behind, line);
        }

        at.Node.Sum(at);
        return at;
    }

    private static (BackorderLine? Before, BackorderLine? Behind) Split(BackorderLine? at, in RankKey rank)
    {
        if (at is null)
        {
            return (null, null);
        }

        if (at.Rank.CompareTo(rank) < 0)
        {
            (at.Node.Behind, BackorderLine? behind) = Split(at.Node.Behind, rank);
            at.Node.Sum(at);
            return (at, behind);
        }

        (BackorderLine? before, at.Node.Before) = Split(at.Node.Before, rank);
        at.Node.Sum(at);
        return (before, at);
    }

    private static BackorderLine? Remove(BackorderLine? at, BackorderLine line)
    {
        if (at is null)
        {
            throw new InvalidOperationException($"Line {line.Key} does not stand where its rank says.");
        }

        if (at == line)
        {
            BackorderLine? merged = Merge(at.Node.Before, at.Node.Behind);
            (at.Node.Before, at.Node.Behind) = (null, null);
            return merged;
        }

        if (line.Rank.CompareTo(at.Rank) < 0)
        {
            at.Node.Before = Remove(at.Node.Before, line);
        }
        else
        {
            at.Node.Behind = Remove(at.Node.Behind, line);
        }

        at.Node.Sum(at);
        return at;
    }

    private static BackorderLine? Merge(BackorderLine? before, BackorderLine? behind)
    {
        if (before is null || behind is null)
        {
            return before ?? behind;
        }

        if (before.Node.Weight > behind.Node.Weight)
        {
            before.Node.Behind = Merge(before.Node.Behind, behind);
            before.Node.Sum(before);
            return before;
        }

        behind.Node.Before = Merge(before, behind.Node.Before);
        behind.Node.Sum(behind);
        return behind;
    }

    private static void Resum(BackorderLine? at, BackorderLine line)
    {
        if (at is null)
        {
            throw new InvalidOperationException($"Line {line.Key} does not stand where its rank says.");
        }

        if (at != line)
        {
            Resum(line.Rank.CompareTo(at.Rank) < 0 ? at.Node.Before : at.Node.Behind, line);
        }

        at.Node.Sum(at);
    }

    private static BackorderLine? Last(BackorderLine? at)
    {
        while (at?.Node.Behind is { } behind)
        {
            at = behind;
        }

        return at;
    }

    private uint NextWeight()
    {
        unchecked
        {
            sequence ^= sequence << 13;
            sequence ^= sequence >> 17;
            sequence ^= sequence << 5;
        }

        return sequence;
    }
}
