using Backorders.Domain.ActorData;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>
/// Which of those that must be complete are covered: each of their open units is there, or comes before their deadline, at their place in its queue. Only these
/// hold what comes, so nobody keeps units from others for what will not be complete. Each is decided once, in the order of its front-most line, and reads only
/// decisions before its own; those behind it count as if they took what they want. So no decision hangs on itself.
/// </summary>
internal sealed class Cover(Ranking ranking, Instant now)
{
    private readonly Dictionary<SkuData, QueuePlan> plans = [];
    private readonly Dictionary<object, Candidate> candidates = [];
    private readonly HashSet<SkuData> stale = [];
    private readonly SortedSet<Candidate> open = new(Comparer<Candidate>.Create(static (a, b) => a.Rank.CompareTo(b.Rank)));

    /// <summary>Decides anew whatever hangs on items that have changed.</summary>
    /// <param name="changed">The items, of one owner.</param>
    /// <param name="mayGain">Whether a candidate that is not covered may be: not one that lost its cover in this turn.</param>
    /// <returns>Those for which another answer holds now, in the order in which they were decided.</returns>
    public List<(Candidate Who, bool IsCovered)> Decide(IEnumerable<SkuData> changed, Func<Candidate, bool> mayGain)
    {
        List<(Candidate Who, bool IsCovered)> flips = [];
        foreach (SkuData item in changed)
        {
            AddAll(item, null);
        }

        while (open.Min is { } next)
        {
            open.Remove(next);
            bool covered = IsCoveredNow(next) && (next.IsCovered || mayGain(next));
            next.Decided = covered;
            if (covered == next.IsCovered)
            {
                continue;
            }

            flips.Add((next, covered));
            foreach (BackorderLine line in next.Lines)
            {
                AddAll(line.Item, next);
            }
        }

        return flips;
    }

    /// <summary>All candidates of an item, or those that stand behind another, are decided again.</summary>
    private void AddAll(SkuData item, Candidate? behind)
    {
        stale.Add(item);
        foreach (PlanEntry entry in PlanOf(item).Entries)
        {
            if (entry.Line!.IsWhole && Of(entry) is var candidate && (behind is null || candidate.Rank.CompareTo(behind.Rank) > 0))
            {
                open.Add(candidate);
            }
        }
    }

    private bool IsCoveredNow(Candidate who)
    {
        OrderData order = who.Order;
        if (order.IsStopped || order.IsLaneShut)
        {
            return who.IsCovered && who.Holds; // it takes nothing now, and keeps what it has for its time
        }

        if (order.Terms.CancelBy <= now)
        {
            return false;
        }

        bool inTime = true;
        foreach (BackorderLine line in who.Lines)
        {
            PlannedPart part = line.Planned ??= new PlannedPart();
            if (part.CoverKnownAt != line.Item.Version || stale.Contains(line.Item))
            {
                part.IsInTime = IsInTime(line, who);
                part.CoverKnownAt = line.Item.Version;
            }

            inTime &= part.IsInTime;
        }

        return inTime || (who.IsCovered && who.Holds && IsSustained(who));
    }

    private bool IsInTime(BackorderLine line, Candidate who)
    {
        QueuePlan plan = PlanOf(line.Item);
        int at = IndexOf(plan, line);
        bool all = line.Order.Terms.NotBefore > now || plan.IsSpread; // until its time comes, those behind it take what comes; and they share what is spread
        int count = all ? plan.Entries.Count : at + 1;
        int own = plan.PlayUntilFilled(at, count, e => Takes(e, who), FreeFor(line));
        if (own == 0 && line.Item.ReleaseAt <= now)
        {
            return true; // it is there
        }

        int step = plan.IsSpread ? plan.StepOf(line) : own; // of what is spread, that only needs who takes, and when it is filled itself

        bool onlyNow = line.Order.HoldsBlockedUntil > now || line.Lot.Value.Length > 0;
        return step != PlanEntry.NotFilled && !onlyNow && plan.Steps[step].At <= line.Order.Deadline;
    }

    private bool Takes(PlanEntry entry, Candidate who)
    {
        BackorderLine line = entry.Line!;
        if (!line.IsWhole)
        {
            return line.Lot.Value.Length == 0;
        }

        // Whoever was decided in this pass stands before; of the others those behind count as if they took what they want.
        Candidate other = Of(entry);
        return other == who || (other.Decided ?? (other.IsCovered || other.Rank.CompareTo(who.Rank) > 0));
    }

    /// <summary>
    /// Units that the line may have now. What is held for lines of a lower class counts: it may take that. Of an item with lots only those count that it may have.
    /// </summary>
    private long FreeFor(BackorderLine line)
    {
        SkuData item = line.Item;
        if (item.Lots is { } lots)
        {
            return item.ReleaseAt > now ? item.Stock.Free.Units : lots.FreeFor(line).Units;
        }

        long units = item.Stock.Free.Units;
        if (item.Holders.Count > 0 && Eligibility.Check(line, now) == SkipReason.None)
        {
            RankKey ours = ranking.ClassOf(line, now);
            foreach (BackorderLine holder in item.Holders)
            {
                units += holder.Order != line.Order && ours.CompareClass(ranking.ClassOf(holder, now)) < 0 ? holder.Held.Units : 0;
            }
        }

        return units;
    }

    /// <summary>
    /// Whether one that holds units keeps its cover although the plan has none for it: a hold is not dissolved by a plan that wobbles. It ends when what is announced
    /// for its time no longer is enough beside what strictly higher classes want, and never because a shipment is overdue.
    /// </summary>
    private bool IsSustained(Candidate who)
    {
        foreach (BackorderLine line in who.Lines)
        {
            QueuePlan plan = PlanOf(line.Item);
            RankKey front = line.Rank.FrontOfClass();
            long wanted = line.Item.Queue.Ranked.PlainBefore(front);
            foreach (PlanEntry entry in plan.Entries)
            {
                bool counts = entry.Line!.Order == line.Order ? entry.Rank.CompareTo(line.Rank) <= 0 : entry.Rank.CompareTo(front) < 0 && Takes(entry, who);
                wanted += counts ? entry.Open : 0;
            }

            long coming = FreeFor(line);
            foreach (ExpectedSupply supply in line.Item.Expected)
            {
                coming += supply.Shipment.Eta <= who.Order.Deadline ? supply.Remaining.Units : 0;
            }

            if (wanted > coming)
            {
                return false;
            }
        }

        return true;
    }

    private Candidate Of(PlanEntry entry) => entry.Candidate ??= Of(entry.Line!);

    private Candidate Of(BackorderLine line)
    {
        object key = line.Order.Terms.ShipMode == ShipMode.LineComplete ? line : line.Order;
        if (!candidates.TryGetValue(key, out Candidate? candidate))
        {
            foreach (BackorderLine other in line.Order.Lines)
            {
                other.Item.Queue.Refresh(ranking, now);
            }

            candidates.Add(key, candidate = Candidate.Of(line));
        }

        return candidate;
    }

    private QueuePlan PlanOf(SkuData item)
    {
        if (!plans.TryGetValue(item, out QueuePlan? plan))
        {
            plans.Add(item, plan = QueuePlan.Of(item, ranking, now));
        }

        return plan;
    }

    private static int IndexOf(QueuePlan plan, BackorderLine line)
    {
        (int low, int high) = (0, plan.Entries.Count - 1);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = plan.Entries[middle].Rank.CompareTo(line.Rank) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
