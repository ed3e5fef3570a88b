using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Moves;
using Backorders.Domain.Planning;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Takes units back from lines of a strictly lower class (keys 1 to 3) for those who wait before them: units held for what must be complete first, then, where the
/// policy allows it, those of tasks that no station has. Within each, whoever stands last in the queue loses first. What can be taken is offered to the
/// front-most waiting line that could use it; if a rule protects it from that line, it stays where it is.
/// </summary>
/// <remarks>
/// Classes do not change within a turn, and units move to a strictly higher class only, so a turn ends. Orders of one class keep what they hold: two orders that
/// need each other's units would otherwise exchange them for ever.
/// </remarks>
internal static class Preemption
{
    public static void Run(SkuData item, ITurn turn)
    {
        if (item.Lots is not null || (item.Holders.Count == 0 && item.LiveTasks.Count == 0))
        {
            return;
        }

        Covering.Update(item, turn);
        bool inProportion = turn.PolicyOf(item.Key.Owner).DistributionOf(item.Key.Sku) == DistributionMode.FairShare;
        RankKey? after = null;
        List<(BackorderLine Line, long)> specials = [];
        item.Queue.Ranked.AddSpecials(specials);
        while (NextGainer(item, specials, after, turn.Now) is { } gainer)
        {
            after = gainer.Rank;
            List<Victim> victims = Victims(gainer, turn);
            if (victims.Count == 0 || (inProportion && !gainer.Pinned))
            {
                return; // whoever stands behind it is of no higher class
            }

            bool couldUse = gainer.IsWhole ? WholeTakes(gainer, victims, turn) : LineTakes(gainer, victims) > gainer.Item.Stock.Free;
            if (!couldUse)
            {
                continue;
            }

            Take(gainer, [.. victims.Where(v => !v.IsProtected)], turn);
            turn.Send(new DistributeUnits(item.Key)); // what was taken and not used, and those who lost
            item.Queue.Refresh(turn.RankingOf(item.Key.Owner), turn.Now);
            if (!gainer.Open.IsZero)
            {
                return; // it wants more, and nobody behind it may have that before it
            }
        }
    }

    /// <summary>The next line that takes units, or that does not because it must be complete, and might be by units that are taken back.</summary>
    private static BackorderLine? NextGainer(SkuData item, List<(BackorderLine Line, long)> specials, RankKey? after, Instant now)
    {
        BackorderLine? taker = item.Queue.NextTaker(after, new Quantity(long.MaxValue - 1));
        foreach ((BackorderLine line, _) in specials)
        {
            if (taker is not null && taker.Rank.CompareTo(line.Rank) < 0)
            {
                return taker;
            }

            if (line is { IsQueued: true, IsWhole: true, IsBarred: false } && !line.MayHold(now) && (after is null || line.Rank.CompareTo(after.Value) > 0))
            {
                return line;
            }
        }

        return taker;
    }

    private static void Take(BackorderLine gainer, List<Victim> victims, ITurn turn)
    {
        SkuData item = gainer.Item;
        Quantity wanted = gainer.IsWhole
            ? WholeTakes(gainer, victims, turn) ? Completion.OpenOf(gainer) : Quantity.Zero
            : LineTakes(gainer, victims);
        if (wanted <= item.Stock.Free)
        {
            return; // the queue serves it without anybody losing, or all that it could use is protected from it
        }

        Quantity left = wanted - item.Stock.Free;
        GiveFree(gainer, turn);
        foreach (Victim victim in gainer.IsWhole && !IsThere(gainer, victims, turn) ? victims.Where(v => v.Holder is not null) : victims)
        {
            Quantity part = Quantity.Min(left, victim.Units);
            if (!part.IsZero)
            {
                TakeFrom(victim, part, turn);
                GiveFree(gainer, turn);
                left -= part;
            }
        }

        if (gainer.IsWhole)
        {
            Completion.Serve(gainer, turn);
        }
    }

    /// <summary>Each part is given as it becomes free, for it keeps the arrival that it came with. What must be complete gets all at once, when all is there.</summary>
    private static void GiveFree(BackorderLine gainer, ITurn turn)
    {
        if (!gainer.IsWhole && Quantity.Min(gainer.Open, gainer.Item.Stock.Free) is { IsZero: false } units)
        {
            Giving.Give(gainer, units, turn);
        }
    }

    /// <summary>How many units a line takes of those that are free and those of the victims.</summary>
    private static Quantity LineTakes(BackorderLine gainer, List<Victim> victims) => Eligibility.Take(gainer, gainer.Item.Stock.Free + Sum(victims)).Take;

    /// <summary>
    /// Whether what must be complete can use units of the victims: holds when it is covered, for then it may hold; tasks only when it becomes complete by them,
    /// otherwise work would be undone for nothing.
    /// </summary>
    private static bool WholeTakes(BackorderLine gainer, List<Victim> victims, ITurn turn) =>
        Completion.OpenOf(gainer) > gainer.Item.Stock.Free && ((gainer.MayHold(turn.Now) && victims.Exists(v => v.Holder is not null)) || IsThere(gainer, victims, turn));

    private static bool IsThere(BackorderLine gainer, List<Victim> victims, ITurn turn) =>
        Completion.IsThere(gainer, gainer.Item, gainer.Item.Stock.Free + Sum(victims), turn);

    private static void TakeFrom(Victim victim, Quantity units, ITurn turn)
    {
        if (victim.Holder is { } holder)
        {
            turn.Emit(EndingHold.Of(holder, units, null, ReasonCode.Outranked));
        }
        else
        {
            TakingBack.Units(victim.Task!, units, removed: false, ReasonCode.Outranked, requeued: false, turn);
        }
    }

    /// <summary>All whose units could be taken if no rule protected them, the first to lose first.</summary>
    private static List<Victim> Victims(BackorderLine gainer, ITurn turn)
    {
        SkuData item = gainer.Item;
        Policy policy = turn.PolicyOf(item.Key.Owner);
        Ranking ranking = turn.RankingOf(item.Key.Owner);
        RankKey ours = ranking.ClassOf(gainer, turn.Now);
        List<Victim> victims =
        [
            .. item.Holders.Where(h => h.Order != gainer.Order && ours.CompareClass(ranking.ClassOf(h, turn.Now)) < 0)
                .Select(h => new Victim(h, null, h.Held, ranking.Rank(h, turn.Now), false)).OrderByDescending(v => v.Rank),
        ];
        WorkTask[] tasks = policy.Preemption
            ? [.. item.LiveTasks.Where(t => t.State == TaskState.Ready && !t.HasHolder && t.Line!.Order != gainer.Order && ours.CompareClass(ranking.ClassOf(t.Line!, turn.Now)) < 0)]
            : [];
        if (tasks.Length > 0)
        {
            bool saved = IsSaved(gainer, turn);
            victims.AddRange(tasks
                .Select(t => new Victim(null, t, t.Quantity, ranking.Rank(t.Line!, turn.Now), IsFrozen(t.Line!.Order, policy, turn.Now) || (!saved && WouldMissItsPromise(t, turn))))
                .OrderByDescending(v => v.Rank).ThenByDescending(v => v.Task!.Id));
        }

        return victims;
    }

    /// <summary>Whether the order is within the freeze window before its cutoff, or past the cutoff: its parcels are being built.</summary>
    private static bool IsFrozen(OrderData order, Policy policy, Instant now) =>
        policy.FreezeMinutes > 0 && order.Terms.ShipBy - TimeSpan.FromMinutes(policy.FreezeMinutes) <= now;

    /// <summary>Whether the units save a promise that would be missed without them: the plan has no date for the line that keeps it.</summary>
    private static bool IsSaved(BackorderLine gainer, ITurn turn)
    {
        if (gainer.Promise == Instant.Never || gainer.Promise < turn.Now)
        {
            return false;
        }

        QueuePlan plan = QueuePlan.Of(gainer.Item, turn.RankingOf(gainer.Item.Key.Owner), turn.Now).PlayDates();
        return plan.DateOf(plan.StepOf(gainer)) > gainer.Promise;
    }

    /// <summary>
    /// Whether the promise that a task keeps would be missed without its units. That is asked of a plan in which the line waits for them at its place, and the
    /// units are there for whoever stands before it: what lies about, or is announced, may be somebody else's.
    /// </summary>
    private static bool WouldMissItsPromise(WorkTask task, ITurn turn)
    {
        BackorderLine victim = task.Line!;
        if (victim.Promise == Instant.Never || victim.Promise < turn.Now)
        {
            return false;
        }

        Ranking ranking = turn.RankingOf(victim.Item.Key.Owner);
        QueuePlan plan = QueuePlan.Of(victim.Item, ranking, turn.Now);
        PlanEntry waiting = plan.Imagine(ranking.Rank(victim, turn.Now), task.Quantity.Units, victim.Order.Terms);
        plan.PlayDates(task.Quantity.Units);
        return plan.DateOf(waiting.FilledAt) > victim.Promise;
    }

    private static Quantity Sum(IEnumerable<Victim> victims) => victims.Aggregate(Quantity.Zero, (sum, v) => sum + v.Units);

    /// <summary>Who could lose units: a line that holds them, or a task; and whether a rule protects it.</summary>
    private sealed record Victim(BackorderLine? Holder, WorkTask? Task, Quantity Units, RankKey Rank, bool IsProtected);
}
