using Backorders.Domain.Actors;

namespace Backorders.Domain.Allocation;

/// <summary>
/// The lines that wait for one SKU, in the order in which they are served. Insert and remove cost O(log n).
/// </summary>
/// <remarks>
/// Some keys change by time alone (ageing, a near cutoff), others by what happens elsewhere (the rest of an order). A line whose keys may have changed
/// is set aside unranked, and <see cref="Refresh"/> ranks it again before the queue is looked at. The order is therefore a function of the lines, the
/// policy and the time: nothing about it is stored.
/// </remarks>
internal sealed class BackorderQueue
{
    private static readonly Comparer<BackorderLine> ByRank = Comparer<BackorderLine>.Create((a, b) => a.Rank.CompareTo(b.Rank));

    private readonly SortedSet<BackorderLine> ranked = new(ByRank);
    private readonly SortedSet<BackorderLine> unpegged = new(ByRank);
    private readonly List<BackorderLine> unranked = [];
    private readonly PriorityQueue<BackorderLine, long> expiries = new();

    public int Count { get; private set; }

    /// <summary>The lines from front to back. Only after <see cref="Refresh"/>, and not while lines come or go.</summary>
    public SortedSet<BackorderLine> InOrder => ranked;

    /// <summary>The front-most line with open units that no future supply is linked to; null when there is none.</summary>
    public BackorderLine? FirstUnpegged => unpegged.Min;

    public void Add(BackorderLine line)
    {
        if (!line.IsQueued)
        {
            line.IsQueued = true;
            Count++;
            SetAside(line);
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
        if (line.IsRanked)
        {
            Unrank(line);
        }
        else if (unranked.Count > 64 + 2 * Count)
        {
            unranked.RemoveAll(gone => !(gone.IsSetAside = gone.IsQueued)); // a long replay looks at no queue, so nothing else would drop them
        }
    }

    /// <summary>Says that the line's keys may have changed.</summary>
    public void Reconsider(BackorderLine line)
    {
        if (line.IsQueued && line.IsRanked)
        {
            Unrank(line);
            SetAside(line);
        }
    }

    /// <summary>Says that every line's keys may have changed: another policy or zone.</summary>
    public void ReconsiderAll()
    {
        foreach (BackorderLine line in ranked)
        {
            line.IsRanked = false;
            SetAside(line);
        }

        ranked.Clear();
        unpegged.Clear();
        expiries.Clear();
    }

    /// <summary>Says that the line's links to future supply have changed.</summary>
    public void PegsChanged(BackorderLine line)
    {
        if (!line.IsRanked)
        {
            return;
        }

        if (line.Unpegged.IsZero)
        {
            unpegged.Remove(line);
        }
        else
        {
            unpegged.Add(line);
        }
    }

    /// <summary>Ranks what must be ranked at this time.</summary>
    public void Refresh(Ranking ranking, Instant now)
    {
        while (expiries.TryPeek(out BackorderLine? due, out long at) && at <= now.UnixMicroseconds)
        {
            expiries.Dequeue();
            if (due.IsQueued && due.IsRanked && due.Rank.ValidUntil.UnixMicroseconds == at)
            {
                Reconsider(due);
            }
        }

        foreach (BackorderLine line in unranked)
        {
            line.IsSetAside = false;
            if (!line.IsQueued)
            {
                continue;
            }

            line.Rank = ranking.Rank(line, now);
            line.IsRanked = true;
            ranked.Add(line);
            PegsChanged(line);
            if (line.Rank.ValidUntil != Instant.Never)
            {
                expiries.Enqueue(line, line.Rank.ValidUntil.UnixMicroseconds);
            }
        }

        unranked.Clear();
    }

    private void SetAside(BackorderLine line)
    {
        if (!line.IsSetAside)
        {
            line.IsSetAside = true;
            unranked.Add(line);
        }
    }

    private void Unrank(BackorderLine line)
    {
        ranked.Remove(line);
        unpegged.Remove(line);
        line.IsRanked = false;
    }
}
