using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Takes units back for a line that has entered or risen in its queue, from lines of a strictly lower class (keys 1 to 3): units held for orders that ship
/// complete first, then, where the policy allows it, those of tasks that no station has. Within each, whoever stands last in the queue loses first.
/// </summary>
/// <remarks>
/// Classes do not change within a turn, and units move to a strictly higher class only, so a turn ends. Orders of one class keep what they hold: two orders that
/// need each other's units would otherwise exchange them for ever.
/// </remarks>
internal static class Preemption
{
    public static void Run(BackorderLine gainer, ITurn turn)
    {
        Policy policy = turn.PolicyOf(gainer.Item.Key.Owner);
        bool inProportion = policy.DistributionOf(gainer.Item.Key.Sku) == DistributionMode.FairShare;
        if (gainer.Item.Lots is not null || Eligibility.Check(gainer, turn.Now) != SkipReason.None || (inProportion && !gainer.Pinned))
        {
            return;
        }

        List<Victim> victims = Holds(gainer, turn);
        if (policy.Preemption)
        {
            victims.AddRange(Tasks(gainer, policy, turn));
        }

        if (victims.Count == 0)
        {
            return;
        }

        if (gainer.Order.Terms.ShipMode == ShipMode.OrderComplete)
        {
            ForOrder(gainer, victims, turn);
        }
        else
        {
            ForLine(gainer, victims, turn);
        }

        turn.Send(new DistributeUnits(gainer.Item.Key)); // what was taken and not used, and those who lost
    }

    private static void ForLine(BackorderLine gainer, List<Victim> victims, ITurn turn)
    {
        SkuData item = gainer.Item;
        Quantity take = Eligibility.Take(gainer, item.Stock.Free + Sum(victims)).Take;
        if (take <= item.Stock.Free)
        {
            return; // the queue serves it without anybody losing, or it takes nothing of all this
        }

        Quantity left = take - item.Stock.Free;
        if (!item.Stock.Free.IsZero)
        {
            Giving.Give(gainer, item.Stock.Free, turn);
        }

        foreach (Victim victim in victims)
        {
            Quantity part = Quantity.Min(left, victim.Units);
            if (part.IsZero)
            {
                return;
            }

            TakeFrom(victim, part, turn);
            Giving.Give(gainer, part, turn);
            left -= part;
        }
    }

    /// <summary>Holds may be taken for an order that can be covered later. Tasks are taken back only for an order that becomes complete by it; otherwise work would be undone for nothing.</summary>
    private static void ForOrder(BackorderLine gainer, List<Victim> victims, ITurn turn)
    {
        SkuData item = gainer.Item;
        Quantity wanted = Completion.OpenOf(gainer);
        Quantity withHolds = item.Stock.Free + Sum(victims.Where(v => v.Holder is not null));
        bool holdsAreEnough = wanted <= withHolds && Completion.CanUse(gainer, withHolds, turn.Now) == SkipReason.None;
        if (wanted <= item.Stock.Free || !(holdsAreEnough || Completion.IsCompletable(gainer.Order, item, item.Stock.Free + Sum(victims), turn.Now)))
        {
            return;
        }

        foreach (Victim victim in victims)
        {
            Quantity part = wanted > item.Stock.Free ? Quantity.Min(wanted - item.Stock.Free, victim.Units) : Quantity.Zero;
            if (!part.IsZero)
            {
                TakeFrom(victim, part, turn);
            }
        }

        Completion.Serve(gainer, turn);
    }

    private static void TakeFrom(Victim victim, Quantity units, ITurn turn)
    {
        if (victim.Holder is { } holder)
        {
            turn.Emit(new HoldEnded(holder.Key, holder.Item.Key, units, ReasonCode.Outranked));
        }
        else
        {
            TakingBack.Units(victim.Task!, units, removed: false, ReasonCode.Outranked, requeued: false, turn);
        }
    }

    private static List<Victim> Holds(BackorderLine gainer, ITurn turn)
    {
        Ranking ranking = turn.RankingOf(gainer.Item.Key.Owner);
        RankKey ours = ranking.ClassOf(gainer, turn.Now);
        return
        [
            .. gainer.Item.Holders.Where(h => h.Order != gainer.Order && ours.CompareClass(ranking.ClassOf(h, turn.Now)) < 0)
                .Select(h => new Victim(h, null, h.Held, ranking.Rank(h, turn.Now))).OrderByDescending(v => v.Rank),
        ];
    }

    private static IEnumerable<Victim> Tasks(BackorderLine gainer, Policy policy, ITurn turn)
    {
        Ranking ranking = turn.RankingOf(gainer.Item.Key.Owner);
        RankKey ours = ranking.ClassOf(gainer, turn.Now);
        bool saved = IsSaved(gainer, policy, turn.Now);
        return gainer.Item.LiveTasks
            .Where(t => t.State == TaskState.Ready && !t.HasHolder && t.Line!.Order != gainer.Order && ours.CompareClass(ranking.ClassOf(t.Line!, turn.Now)) < 0)
            .Where(t => !IsFrozen(t.Line!.Order, policy, turn.Now) && (saved || !WouldMissItsPromise(t, policy, turn.Now)))
            .Select(t => new Victim(null, t, t.Quantity, ranking.Rank(t.Line!, turn.Now)))
            .OrderByDescending(v => v.Rank).ThenByDescending(v => v.Task!.Id);
    }

    /// <summary>Whether the order is within the freeze window before its cutoff, or past the cutoff: its parcels are being built.</summary>
    private static bool IsFrozen(OrderData order, Policy policy, Instant now) =>
        policy.FreezeMinutes > 0 && order.Terms.ShipBy - TimeSpan.FromMinutes(policy.FreezeMinutes) <= now;

    /// <summary>Whether the units save a promise that would be missed without them.</summary>
    private static bool IsSaved(BackorderLine gainer, Policy policy, Instant now) => gainer.Promise != Instant.Never && gainer.Promise >= now
        && (!gainer.Unpegged.IsZero || gainer.Pegs.Exists(p => p.Supply.Shipment.Eta + TimeSpan.FromHours(policy.PromiseAllowanceHours) > gainer.Promise));

    /// <summary>Whether the promise that these units keep could be kept by no shipment that nobody is linked to.</summary>
    private static bool WouldMissItsPromise(WorkTask task, Policy policy, Instant now)
    {
        BackorderLine victim = task.Line!;
        if (victim.Promise == Instant.Never || victim.Promise < now)
        {
            return false;
        }

        Quantity inTime = Quantity.Zero;
        foreach (ExpectedSupply supply in victim.Item.Expected)
        {
            inTime += supply.Shipment.Eta + TimeSpan.FromHours(policy.PromiseAllowanceHours) <= victim.Promise ? supply.Free : Quantity.Zero;
        }

        return inTime < task.Quantity;
    }

    private static Quantity Sum(IEnumerable<Victim> victims) => victims.Aggregate(Quantity.Zero, (sum, v) => sum + v.Units);

    /// <summary>Who could lose units: a line that holds them, or a task.</summary>
    private sealed record Victim(BackorderLine? Holder, WorkTask? Task, Quantity Units, RankKey Rank);
}
