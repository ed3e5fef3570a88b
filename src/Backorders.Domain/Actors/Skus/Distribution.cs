// A receipt comes from SkuActor.cs; what is decided here is carried out in Moves/Giving.cs, and for orders that ship complete decided in Actors/Orders/Completion.cs.
using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Events;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Gives an item's free units to those who wait, front to back; <see cref="Completion"/> says what an order that ships complete may take. What nobody takes
/// is put away.
/// </summary>
internal static class Distribution
{
    public static void Run(SkuData item, ITurn turn)
    {
        Policy policy = turn.PolicyOf(item.Key.Owner);
        item.Queue.Refresh(turn.RankingOf(item.Key.Owner), turn.Now); // even when nothing is free: else the first receipt would rank all who came meanwhile
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
    /// <returns>False when the line takes none for now, but may when more of this has been given away.</returns>
    public static bool Serve(BackorderLine line, ITurn turn)
    {
        BackorderQueue queue = line.Item.Queue;
        if (Eligibility.Check(line, turn.Now) != SkipReason.None)
        {
            queue.SetNeed(line, QueueNode.TakesNothing);
            return true;
        }

        if (line.Order.Terms.ShipMode == ShipMode.OrderComplete)
        {
            return Completion.Serve(line, turn);
        }

        if (Eligibility.Take(line, line.Item.Stock.Free).Take is { IsZero: false } units)
        {
            Giving.Give(line, units, turn);
        }

        return true;
    }

    /// <summary>
    /// One pass along the queue, over the lines that take some of the remaining units. Giving units to a line has the other lines of its order ranked again.
    /// When one of these then stands before the place that the pass has reached, the pass returns to it. It also returns to an order that was refused because of
    /// pegs that ended when a later line was served.
    /// </summary>
    private static void FrontToBack(SkuData item, ITurn turn)
    {
        RankKey? after = null;
        RankKey? undecided = null;
        Quantity freeThen = Quantity.Zero;
        while (!item.Stock.Free.IsZero)
        {
            if (item.Queue.NextTaker(after, item.Stock.Free) is not { } line)
            {
                if (undecided is null || item.Stock.Free == freeThen)
                {
                    return;
                }

                (after, undecided) = (null, null);
                continue;
            }

            after = line.Rank;
            if (!Serve(line, turn) && undecided is null)
            {
                (undecided, freeThen) = (line.Rank, item.Stock.Free);
            }

            RankKey? front = item.Queue.Refresh(turn.RankingOf(item.Key.Owner), turn.Now);
            after = front is { } back && back.CompareTo(after.Value) <= 0 ? null : after;
        }
    }
}
