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
    private readonly Instant today = ranking.BeginningOfDay(now);
    private readonly SortedSet<Candidate> open = new(Comparer<Candidate>.Create(static (a, b) => a.Rank.CompareTo(b.Rank)));

    /// <summary>Those that were decided to be covered by units which are held for lower classes, and must take them.</summary>
    public IEnumerable<Candidate> Gainers => candidates.Values.Where(static c => c is { CountsOnLower: true, Decided: true }).OrderBy(static c => c.Rank);

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

        foreach (SkuData item in plans.Keys)
        {
            item.DecidedAnewBy = null; // else each item would keep all that was worked out here
        }

        return flips;
    }

    /// <summary>All candidates of an item, or those that stand behind another, are decided again.</summary>
    private void AddAll(SkuData item, Candidate? behind)
    {
        item.DecidedAnewBy = this;
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

        return IsInTime(who) || (who.IsCovered && who.Holds && IsSustained(who));
    }

    private bool IsInTime(Candidate who)
    {
        PlannedOrder? known = who.Only is null ? who.Order.Planned : null;
        if (known?.Lacking is { Open.IsZero: false } lacking && IsKnown(lacking) && lacking.Planned!.Ends == Instant.Never)
        {
            return false; // one of many lines says so, and the others need not be looked at
        }

        (Instant begins, Instant ends) = (Instant.Never, today);
        foreach (BackorderLine line in who.Lines)
        {
            PlannedPart part = line.Planned ??= new PlannedPart();
            if (!IsKnown(line))
            {
                (part.Begins, part.Ends) = Expected(line, who);
                part.CoverKnownAt = line.Item.Version;
            }

            if (part.Ends == Instant.Never)
            {
                if (known is not null)
                {
                    known.Lacking = line;
                }

                return false;
            }

            (begins, ends) = (part.Begins < begins ? part.Begins : begins, part.Ends > ends ? part.Ends : ends);
        }

        return ends <= HeldUntil(who, begins);
    }

    /// <summary>Whether what the last plan found for a line still stands.</summary>
    private bool IsKnown(BackorderLine line) => line.Planned?.CoverKnownAt == line.Item.Version && line.Item.DecidedAnewBy != this;

    /// <summary>
    /// Until when units would be held for it. What comes first is not held longer than the policy allows, so it would be given up again before the last comes: then it
    /// is better not held at all. What it takes today counts from the beginning of the day, so that nothing changes by time within one.
    /// </summary>
    private Instant HeldUntil(Candidate who, Instant begins) => who.HoldEnds != Instant.Never ? who.HoldEnds : begins + ranking.HoldTime;

    /// <summary>When a line takes its first unit and when it can be shipped, if all goes as planned; the second is <see cref="Instant.Never"/> when not in time.</summary>
    private (Instant Begins, Instant Ends) Expected(BackorderLine line, Candidate who)
    {
        QueuePlan plan = PlanOf(line.Item);
        int at = IndexOf(plan, line);
        bool all = line.Order.Terms.NotBefore > now || plan.IsSpread; // until its time comes, those behind it take what comes; and they share what is spread
        int count = all ? plan.Entries.Count : at + 1;
        long first = FreeFor(line);
        int own = plan.PlayUntilFilled(at, count, e => Takes(e, who), first);
        int step = plan.IsSpread ? plan.StepOf(line) : own; // of what is spread, that only needs who takes, and when it is filled itself
        if (own == 0 && line.Item.ReleaseAt <= now)
        {
            who.CountsOnLower |= line.Item.Lots is null && first > plan.FreeNow();
            return (today, today); // it is there
        }

        bool onlyNow = line.Order.HoldsBlockedUntil > now || line.Lot.Value.Length > 0;
        if (step == PlanEntry.NotFilled || onlyNow || plan.Steps[step].At > line.Order.Deadline)
        {
            return (Instant.Never, Instant.Never);
        }

        Instant begins = plan.Steps[plan.Entries[at].BegunAt].At;
        return (begins > today ? begins : today, plan.DateOf(step));
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
        if (item.Holders.Count > 0 && (line.Pinned || ranking.DistributionOf(item.Key.Sku) != DistributionMode.FairShare) && Eligibility.Check(line, now) == SkipReason.None)
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
                Instant eta = supply.Shipment.Eta;
                coming += eta <= who.Order.Deadline && eta + ranking.Allowance <= who.HoldEnds ? supply.Remaining.Units : 0;
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
            candidates.Add(key, candidate = Candidate.Of(line, ranking, now));
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
