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
    private static readonly Comparer<Candidate> byRank = Comparer<Candidate>.Create(static (a, b) => a.Rank.CompareTo(b.Rank));

    private readonly Dictionary<SkuData, Takers> plans = [];
    private readonly Dictionary<object, Candidate> candidates = [];
    private readonly Instant today = ranking.BeginningOfDay(now);
    private readonly PriorityQueue<Candidate, Candidate> open = new(byRank);
    private Candidate? deciding;
    private bool areAllDecided;

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
            AddAll(item, behind: null);
        }

        while (open.TryDequeue(out Candidate? next, out _))
        {
            deciding = next;
            Instant? from = next.IsCovered || mayGain(next) ? CoveredFrom(next) : null;
            Settle(next, from is not null, from > now ? from.Value : default);
            decided.Add(next);
            foreach (BackorderLine line in next.Decides(now) ? next.Lines : [])
            {
                AddAll(line.Item, next);
            }
        }

        areAllDecided = true;
        foreach (Candidate who in decided.Where(c => (c.Decided == false || c.From > now) && mayGain(c)))
        {
            (bool isCovered, Instant from) = IsLeftOver(who) ? (true, default) : (who.Decided == true, who.From);
            Settle(who, isCovered, from);
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
        Takers takers = TakersOf(item, isOpened: true);
        if (takers.IsOpened)
        {
            return; // behind one that was decided before this one
        }

        takers.IsOpened = true;
        item.Looked(takers.Plan.Entries.Count);
        foreach (PlanEntry entry in takers.Plan.Entries)
        {
            if (entry.Line!.IsWhole && Of(entry) is { IsOpen: false } candidate && (behind is null || candidate.Rank.CompareTo(behind.Rank) > 0))
            {
                candidate.IsOpen = true;
                open.Enqueue(candidate, candidate);
            }
        }
    }

    /// <summary>Notes what was decided: its lines take units accordingly in all plans that are asked from now on.</summary>
    private static void Settle(Candidate who, bool isCovered, Instant from)
    {
        (who.Decided, who.From) = (isCovered, from);
        Place(who, isCovered, from);
    }

    private static void Place(Candidate who, bool takes, Instant from)
    {
        foreach ((Takers takers, int at) in who.Places)
        {
            takers.Set(at, takes ? takers.Plan.Entries[at].Later(from) : Instant.Never);
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

        who.From = default;
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

            (from, who.From) = (later, later);
            Place(who, takes: true, later);
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
            if (item.Lots is not null || item.ReleaseAt > now)
            {
                return false;
            }

            Takers takers = TakersOf(item);
            foreach ((Takers of, int at) in who.Places)
            {
                of.Set(at, Instant.Never);
            }

            if (lines.Sum(static l => l.Open.Units) > takers.LeftNow())
            {
                return false;
            }
        }

        return true;
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

        if (line.Item.DecidedAnewBy == this || part.FindLater(from, line.Item.Version) is not { } later)
        {
            later = Expected(line, who, from);
            part.RememberLater(from, line.Item.Version, later.Begins, later.Ends);
        }

        return later;
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
        Takers takers = TakersOf(line.Item);
        QueuePlan plan = takers.Plan;
        plan.AddTime(from);
        int at = plan.IndexOf(line.Rank);
        bool all = from > now || line.Order.Terms.NotBefore > now || plan.IsSpread; // until its time comes, those behind it take what comes; and they share what is spread
        long first = from > now ? plan.FreeNow() : takers.Free.For(line);
        int own = takers.PlayUntilFilled(at, all, first);
        int step = plan.IsSpread ? plan.StepOfClass(line, own, rank => takers.TakenBefore(rank)) : own; // of what is spread, that only needs who takes, and when it is filled itself
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

    /// <summary>
    /// From when on a line takes any, by what has been decided until now; <see cref="Instant.Never"/> for one that takes nothing. Whoever was decided in this pass stands before; of
    /// the others those behind count as if they took what they want, until all are decided.
    /// </summary>
    private Instant FromOf(PlanEntry entry)
    {
        BackorderLine line = entry.Line!;
        if (!line.IsWhole)
        {
            return line.Lot.Value.Length == 0 ? entry.NotBefore : Instant.Never;
        }

        Candidate other = Of(entry);
        return other.Decided is { } isCovered ? isCovered ? entry.Later(other.From) : Instant.Never
            : other == deciding ? entry.Later(other.From)
            : IsBehind(other) ? entry.NotBefore
            : FromAsItStands(entry);
    }

    private static Instant FromAsItStands(PlanEntry entry) => entry.Line!.IsCovered ? entry.From : Instant.Never;

    private bool IsBehind(Candidate other) => !areAllDecided && (deciding is null || other.Rank.CompareTo(deciding.Rank) > 0);

    /// <summary>
    /// Whether one that holds units keeps its cover although the plan has none for it: a hold is not dissolved by a plan that wobbles. It ends when what is announced
    /// for its time no longer is enough beside what strictly higher classes want, and never because a shipment is overdue.
    /// </summary>
    private bool IsSustained(Candidate who)
    {
        foreach (BackorderLine line in who.Lines)
        {
            Takers takers = TakersOf(line.Item);
            RankKey front = line.Rank.FrontOfClass();
            long wanted = line.Item.Queue.Ranked.PlainBefore(front) + takers.TakenBefore(front);
            foreach (BackorderLine own in line.OfItem())
            {
                int at = takers.Plan.IndexOf(own.Rank);
                if (at < takers.Plan.Entries.Count && takers.Plan.Entries[at].Line == own)
                {
                    wanted -= own.Rank.CompareTo(front) < 0 && takers.Takes(at) ? own.Open.Units : 0;
                    wanted += own.Rank.CompareTo(line.Rank) <= 0 ? own.Open.Units : 0;
                }
            }

            long coming = takers.Free.For(line);
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

    private Takers TakersOf(SkuData item, bool isOpened = false)
    {
        if (!plans.TryGetValue(item, out Takers? takers))
        {
            plans.Add(item, takers = TakersAnew(item, isOpened));
        }

        while (takers.Behind is { Count: > 0 } behind && !IsBehind(behind.Peek().Candidate!))
        {
            PlanEntry passed = behind.Dequeue();
            if (passed.Candidate is { Decided: null } other && other != deciding)
            {
                takers.Set(passed.At, FromAsItStands(passed)); // it is not decided anew
            }
        }

        return takers;
    }

    /// <param name="item">The item.</param>
    /// <param name="isOpened">Whether all of its candidates that stand behind are decided anew, so that none must be told apart when it is passed.</param>
    private Takers TakersAnew(SkuData item, bool isOpened)
    {
        Takers takers = new(QueuePlan.Of(item, ranking, now), new FreeUnits(item, ranking, now), now);
        List<(PlanEntry, Candidate)> behind = [];
        for (int at = 0; at < takers.Plan.Entries.Count; at++)
        {
            PlanEntry entry = takers.Plan.Entries[at];
            takers.Set(at, FromOf(entry));
            if (entry.Line!.IsWhole)
            {
                Candidate candidate = Of(entry);
                candidate.Places.Add((takers, at));
                if (!isOpened && candidate.Decided is null && IsBehind(candidate))
                {
                    behind.Add((entry, candidate));
                }
            }
        }

        takers.Behind = behind.Count > 0 ? new PriorityQueue<PlanEntry, Candidate>(behind, byRank) : null;
        return takers;
    }
}
