// A receipt comes from SkuActor.cs; what is decided here is carried out in Moves/Giving.cs, and for orders that ship complete decided in Actors/Orders/Completion.cs.
using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Events;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Gives an item's free units to those who wait, front to back; <see cref="Completion"/> says what one gets that must be complete. What nobody takes
/// is put away.
/// </summary>
internal static class Distribution
{
    public static void Run(SkuData item, ITurn turn)
    {
        Policy policy = turn.PolicyOf(item.Key.Owner);
        item.PlanAtEnd();
        Covering.Update(item, turn); // ranks the queue too, even when nothing is free: else the first receipt would rank all who came meanwhile
        if (item.Lots is not null)
        {
            LotDistribution.Run(item, turn);
            return;
        }

        if (policy.DistributionOf(item.Key.Sku) is var mode && mode != DistributionMode.Sequential && !item.Stock.Free.IsZero)
        {
            FairShare.Run(item, mode, turn);
        }

        FrontToBack(item, turn);
        DockSwap.Run(item, turn);
        if (!item.Stock.Usable.IsZero)
        {
            turn.Emit(new UnitsPutAway(item.Key, item.Stock.Usable, item.Origin.Receipt));
        }
    }

    /// <summary>Serves a line with what it takes of the free units; a line that takes none is passed over until something about it changes.</summary>
    private static void Serve(BackorderLine line, ITurn turn)
    {
        if (Eligibility.Check(line, turn.Now) != SkipReason.None)
        {
            line.Item.Queue.SetNeed(line, QueueNode.TakesNothing);
        }
        else if (line.IsWhole)
        {
            Completion.Serve(line, turn);
        }
        else if (Eligibility.Take(line, line.Item.Stock.Free).Take is { IsZero: false } units)
        {
            Giving.Give(line, units, turn);
        }
    }

    /// <summary>
    /// One pass along the queue, over the lines that take some of the remaining units. Giving units to a line has the other lines of its order ranked again.
    /// When one of these then stands before the place that the pass has reached, the pass returns to it.
    /// </summary>
    private static void FrontToBack(SkuData item, ITurn turn)
    {
        RankKey? after = null;
        while (!item.Stock.Free.IsZero && item.Queue.NextTaker(after, item.Stock.Free) is { } line)
        {
            after = line.Rank;
            Serve(line, turn);
            RankKey? front = item.Queue.Refresh(turn.RankingOf(item.Key.Owner), turn.Now);
            after = front is { } back && back.CompareTo(after.Value) <= 0 ? null : after;
        }
    }
}
