using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>
/// The lines that wait for one SKU, in the order in which they are served. Insert, remove and the next line that takes units cost O(log n).
/// </summary>
/// <remarks>
/// Some keys change by time alone (ageing, a near cutoff), others by what happens elsewhere (the rest of an order). A line whose keys may have changed
/// is set aside unranked, and <see cref="Refresh"/> ranks it again before the queue is looked at. The order is therefore a function of the lines, the
/// policy and the time: nothing about it is stored.
/// <para>
/// What a line needs is remembered in the same way. A line that took nothing is skipped without a check until something about it changes
/// (<see cref="Reconsider"/>, <see cref="Changed"/>) or a time comes (<see cref="Eligibility.ChangesAt"/>). This only saves checks: the line would have taken
/// nothing. Whoever adds a reason to skip a line must also report here when the reason ends. If that is forgotten, the invariant that no free unit remains beside
/// an eligible line fails, since it checks every line.
/// </para>
/// <para>What is reported here also has the item planned again at the end of the turn.</para>
/// </remarks>
internal sealed class BackorderQueue(SkuData item)
{
    private readonly RankedLines ranked = new();
    private readonly List<BackorderLine> unranked = [];
    private readonly PriorityQueue<BackorderLine, long> expiries = new();

    public int Count { get; private set; }

    /// <summary>The queue as a tree with sums, for plans. Only after <see cref="Refresh"/>.</summary>
    public RankedLines Ranked => ranked;

    /// <summary>The lines from front to back. Only after <see cref="Refresh"/>, and not while lines come or go.</summary>
    public IEnumerable<BackorderLine> InOrder() => ranked.InOrder();

    /// <summary>The front-most line behind a place that may take some of the free units; null when none does. Only after <see cref="Refresh"/>.</summary>
    public BackorderLine? NextTaker(RankKey? after, Quantity free) => ranked.NextTaker(after, free.Units);

    /// <summary>A queued line's place, from 1, the units open before it, and the line just before it. Only after <see cref="Refresh"/>.</summary>
    public (int Place, long UnitsAhead, BackorderLine? Before) PlaceOf(BackorderLine line) => ranked.PlaceOf(line);

    public void Add(BackorderLine line)
    {
        if (!line.IsQueued)
        {
            line.IsQueued = true;
            Count++;
            SetAside(line);
            item.PlanAgain();
        }
    }

    public void Remove(BackorderLine line)
    {
        if (!line.IsQueued)
        {
            return;
        }

        line.IsQueued = false;
        Count--;
        ForgetFront(line);
        item.PlanAgain();
        if (line.IsRanked)
        {
            ranked.Remove(line);
            line.IsRanked = false;
        }
        else if (unranked.Count > 64 + 2 * Count)
        {
            unranked.RemoveAll(gone => !(gone.IsSetAside = gone.IsQueued)); // a long replay looks at no queue, so nothing else would drop them
        }
    }

    /// <summary>Says that the line's keys may have changed, or whether it may take units at all. Must be called before they change.</summary>
    public void Reconsider(BackorderLine line)
    {
        if (line.IsQueued)
        {
            item.PlanAgain();
            if (line.IsRanked)
            {
                ranked.Remove(line);
                line.IsRanked = false;
                SetAside(line);
            }
        }
    }

    /// <summary>Says that every line's keys may have changed: another policy or zone.</summary>
    public void ReconsiderAll()
    {
        item.PlanAgain();
        foreach (BackorderLine line in ranked.InOrder().ToArray())
        {
            line.IsRanked = false;
            SetAside(line);
        }

        ranked.Clear();
    }

    /// <summary>Says that the line's open units have changed, or whether it may hold any; it may take other quantities now.</summary>
    public void Changed(BackorderLine line)
    {
        if (line.IsQueued)
        {
            item.PlanAgain();
        }

        if (line.IsRanked)
        {
            SetNeed(line, line.IsBarred ? QueueNode.TakesNothing : Eligibility.Need(line));
        }
    }

    /// <summary>Says that the customer of a line was told another date, or may be told a better one now. Nobody gets other units by that.</summary>
    public void Told(BackorderLine line)
    {
        if (line.IsRanked)
        {
            ranked.Changed(line);
        }
    }

    /// <summary>Says that a line takes nothing before so many units are free.</summary>
    public void SetNeed(BackorderLine line, long need)
    {
        line.Node.Need = need;
        ranked.Changed(line);
    }

    /// <summary>Has a line looked at again at a time. Of several times the earliest counts: what is found then tells the next.</summary>
    public void LookAgainAt(BackorderLine line, Instant at)
    {
        if (at.UnixMicroseconds < line.LookAgainAt)
        {
            line.LookAgainAt = at.UnixMicroseconds;
            expiries.Enqueue(line, at.UnixMicroseconds);
        }
    }

    /// <summary>Ranks what must be ranked at this time.</summary>
    /// <returns>The front-most rank among the lines that were ranked; null when there were none.</returns>
    public RankKey? Refresh(Ranking ranking, Instant now)
    {
        while (expiries.TryPeek(out BackorderLine? due, out long at) && at <= now.UnixMicroseconds)
        {
            expiries.Dequeue();
            if (due.LookAgainAt == at)
            {
                due.LookAgainAt = long.MaxValue;
                if (due.IsRanked)
                {
                    ranked.Remove(due);
                    due.IsRanked = false;
                    SetAside(due);
                }
            }
        }

        RankKey? first = null;
        foreach (BackorderLine line in unranked)
        {
            line.IsSetAside = false;
            if (!line.IsQueued)
            {
                continue;
            }

            Rank(line, ranking, now);
            first = first is { } front && front.CompareTo(line.Rank) < 0 ? first : line.Rank;
        }

        unranked.Clear();
        return first;
    }

    private void Rank(BackorderLine line, Ranking ranking, Instant now)
    {
        line.Rank = ranking.Rank(line, now);
        line.IsRanked = true;
        line.IsBarred = Eligibility.Check(line, now) != SkipReason.None;
        line.IsLater = line.CoverFrom > now;
        line.Node.Need = line.IsBarred ? QueueNode.TakesNothing : Eligibility.Need(line);
        line.Node.Role = Eligibility.RoleOf(line, now);
        ranked.Add(line);
        Instant changes = Eligibility.ChangesAt(line, now);
        LookAgainAt(line, changes < line.Rank.ValidUntil ? changes : line.Rank.ValidUntil);
    }

    private static void ForgetFront(BackorderLine line)
    {
        if (line.Order.Planned is { } order)
        {
            order.FrontUntil = long.MinValue;
        }
    }

    private void SetAside(BackorderLine line)
    {
        ForgetFront(line);
        if (!line.IsSetAside)
        {
            line.IsSetAside = true;
            unranked.Add(line);
        }
    }
}
