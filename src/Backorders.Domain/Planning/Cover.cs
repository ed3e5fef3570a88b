using Backorders.Domain.ActorData;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>
/// Which of those that must be complete are covered: each of their open units is there, or comes before their deadline, at their place in its queue. Only these
/// hold what comes, so nobody keeps units from others for what will not be complete. One whose units come further apart than units are held takes none before a time
/// from which on it can hold the first of them until the last. Each is decided once, in the order of its front-most line, and reads only
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
    public List<Candidate> Decide(IEnumerable<SkuData> changed, Func<Candidate, bool> mayGain)
    {
        List<Candidate> decided = [];
        foreach (SkuData item in changed)
        {
            AddAll(item, null);
        }

        while (open.Min is { } next)
        {
            open.Remove(next);
            Instant? from = next.IsCovered || mayGain(next) ? CoveredFrom(next) : null;
            next.Decided = from is not null;
            next.From = from > now ? from.Value : default;
            decided.Add(next);
            foreach (BackorderLine line in next.Decides(now) ? next.Lines : [])
            {
                AddAll(line.Item, next);
            }
        }

        foreach (Candidate who in decided.Where(c => (c.Decided == false || c.From > now) && mayGain(c) && IsLeftOver(c)))
        {
            (who.Decided, who.From) = (true, default);
        }

        foreach (SkuData item in plans.Keys)
        {
            item.DecidedAnewBy = null; // else each item would keep all that was worked out here
        }

        return decided.FindAll(c => c.Decides(now));
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

    /// <summary>From when on it takes units; null when it is not covered.</summary>
    private Instant? CoveredFrom(Candidate who)
    {
        OrderData order = who.Order;
        if (order.IsStopped || order.IsLaneShut)
        {
            return who.IsCovered && who.Holds ? today : null; // it takes nothing now, and keeps what it has for its time
        }

        if (order.Terms.CancelBy <= now)
        {
            return null;
        }

        return InTimeFrom(who) ?? (who.IsCovered && who.Holds && IsSustained(who) ? today : null);
    }

    /// <summary>
    /// From when on it takes units so that the first is held until the last comes: from now on, or from the beginning of a day on, if that makes the difference. What
    /// comes before goes to others, so it may then be complete later; that only moves its time further.
    /// </summary>
    private Instant? InTimeFrom(Candidate who)
    {
        PlannedOrder? known = who.Only is null ? who.Order.Planned : null;
        if (known?.Lacking is { Open.IsZero: false } lacking && IsKnown(lacking) && lacking.Planned!.Ends == Instant.Never)
        {
            return null; // one of many lines says so, and the others need not be looked at
        }

        for (Instant from = today; ;)
        {
            (Instant begins, Instant ends) = (Instant.Never, today);
            foreach (BackorderLine line in who.Lines)
            {
                (Instant lineBegins, Instant lineEnds) = ExpectedAsKnown(line, who, from);
                if (lineEnds == Instant.Never)
                {
                    if (known is not null && from == today)
                    {
                        known.Lacking = line;
                    }

                    return null;
                }

                (begins, ends) = (lineBegins < begins ? lineBegins : begins, lineEnds > ends ? lineEnds : ends);
            }

            if (ends <= HeldUntil(who, begins))
            {
                who.CountsOnLower &= from == today;
                return from;
            }

            Instant later = ranking.NextBeginningOfDay(ends - ranking.HoldTime);
            if (who.HoldEnds != Instant.Never || later <= from || later > ends - ranking.Allowance)
            {
                return null; // it holds some already; or it could not even hold the last
            }

            from = later;
        }
    }

    /// <summary>
    /// Whether all that it wants lies free, and nobody takes any of it as long as the plan goes. Those of whom it was not known whether they are covered have been decided
    /// now, so it takes nothing from anybody, and nothing lies idle beside an order that could go.
    /// </summary>
    private bool IsLeftOver(Candidate who)
    {
        OrderData order = who.Order;
        if (order.IsStopped || order.IsLaneShut || order.Terms.NotBefore > now || order.Terms.CancelBy <= now || !who.Lines.All(l => l.Open <= l.Item.Stock.Free))
        {
            return false;
        }

        foreach (IGrouping<SkuData, BackorderLine> lines in who.Lines.GroupBy(static l => l.Item))
        {
            SkuData item = lines.Key;
            if (item.Lots is not null || item.ReleaseAt > now || lines.Sum(static l => l.Open.Units) > PlanOf(item).LeftNow(FromOfOthers))
            {
                return false;
            }
        }

        return true;

        Instant FromOfOthers(PlanEntry entry)
        {
            BackorderLine line = entry.Line!;
            if (line.Lot.Value.Length > 0)
            {
                return Instant.Never;
            }

            return !line.IsWhole ? entry.NotBefore
                : Of(entry) is var other && other == who ? Instant.Never
                : other.Decided is null ? other.IsCovered ? entry.From : Instant.Never
                : other.Decided == true ? entry.Later(other.From) : Instant.Never;
        }
    }

    /// <summary>As <see cref="Expected"/>, by what the last plan found where nothing has changed since.</summary>
    private (Instant Begins, Instant Ends) ExpectedAsKnown(BackorderLine line, Candidate who, Instant from)
    {
        PlannedPart part = line.Planned ??= new PlannedPart();
        if (from == today)
        {
            if (!IsKnown(line))
            {
                (part.Begins, part.Ends) = Expected(line, who, from);
                part.CoverKnownAt = line.Item.Version;
            }

            return (part.Begins, part.Ends);
        }

        if (part.LaterKnownAt != line.Item.Version || part.LaterFrom != from || line.Item.DecidedAnewBy == this)
        {
            (part.LaterBegins, part.LaterEnds) = Expected(line, who, from);
            (part.LaterKnownAt, part.LaterFrom) = (line.Item.Version, from);
        }

        return (part.LaterBegins, part.LaterEnds);
    }

    /// <summary>Whether what the last plan found for a line still stands.</summary>
    private bool IsKnown(BackorderLine line) => line.Planned?.CoverKnownAt == line.Item.Version && line.Item.DecidedAnewBy != this;

    /// <summary>
    /// Until when units would be held for it. What comes first is not held longer than the policy allows, so it would be given up again before the last comes: then it
    /// is better not held at all. What it takes today counts from the beginning of the day, so that nothing changes by time within one.
    /// </summary>
    private Instant HeldUntil(Candidate who, Instant begins) => who.HoldEnds != Instant.Never ? who.HoldEnds : begins + ranking.HoldTime;

    /// <summary>When a line takes its first unit and when it can be shipped, if all goes as planned; the second is <see cref="Instant.Never"/> when not in time.</summary>
    private (Instant Begins, Instant Ends) Expected(BackorderLine line, Candidate who, Instant from)
    {
        QueuePlan plan = PlanOf(line.Item);
        plan.AddTime(from);
        int at = IndexOf(plan, line);
        bool all = from > now || line.Order.Terms.NotBefore > now || plan.IsSpread; // until its time comes, those behind it take what comes; and they share what is spread
        int count = all ? plan.Entries.Count : at + 1;
        long first = from > now ? plan.FreeNow() : FreeFor(line);
        int own = plan.PlayUntilFilled(at, count, e => FromOf(e, who, from), first);
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

        int begun = plan.Entries[at].BegunAt;
        Instant begins = begun == 0 && line.Item.ReleaseAt <= now ? today : plan.Steps[begun].At;
        return (begins > today ? begins : today, plan.DateOf(step));
    }

    /// <summary>From when on a line takes any, if <paramref name="who"/> takes from a time on; <see cref="Instant.Never"/> for one that takes nothing.</summary>
    private Instant FromOf(PlanEntry entry, Candidate who, Instant from)
    {
        BackorderLine line = entry.Line!;
        if (!line.IsWhole)
        {
            return line.Lot.Value.Length == 0 ? entry.NotBefore : Instant.Never;
        }

        Candidate other = Of(entry);
        if (other == who)
        {
            return entry.Later(from);
        }

        // Whoever was decided in this pass stands before; of the others those behind count as if they took what they want.
        return other.Decided is { } isCovered ? isCovered ? entry.Later(other.From) : Instant.Never
            : other.Rank.CompareTo(who.Rank) > 0 ? entry.NotBefore
            : other.IsCovered ? entry.From
            : Instant.Never;
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
                bool counts = entry.Line!.Order == line.Order ? entry.Rank.CompareTo(line.Rank) <= 0 : entry.Rank.CompareTo(front) < 0 && FromOf(entry, who, today) != Instant.Never;
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
