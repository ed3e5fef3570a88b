using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>
/// Orders that ship only complete, over several SKUs, and lines that do. Units are held for one only while it is covered (<see cref="Covering"/>); otherwise they go to
/// the next line at once, so that nobody hoards units. When the last unit is available, all tasks are released together.
/// </summary>
internal static class Completion
{
    /// <summary>Gives free units to a line that must be complete and is covered: releases all when nothing is missing any more, else holds what is there.</summary>
    public static void Serve(BackorderLine line, ITurn turn)
    {
        if (IsThere(line, line.Item, line.Item.Stock.Free, turn))
        {
            Release(line, turn);
            return;
        }

        Giving.Hold(line, turn);
        AskForFreeUnits(line, turn); // what is on hand of its other items is held now, before somebody else comes
    }

    /// <summary>Looks at an order again after something about it changed.</summary>
    public static void Reconsider(OrderData order, ITurn turn)
    {
        if (order.IsClosed || order.IsStopped || order.Terms.NotBefore > turn.Now)
        {
            return;
        }

        if (order.Terms.ShipMode == ShipMode.ShipAvailable)
        {
            order.Lines.ForEach(line => ReleaseHeld(line, turn));
            FallBack.EndIfComplete(order, turn);
            return;
        }

        bool takesMore = !order.IsLaneShut; // nothing more for a lane that takes nothing; its items are given away when the lane opens
        if (takesMore)
        {
            Covering.Update(order.Lines.Where(static l => !l.Open.IsZero).Select(static l => l.Item).Distinct().ToArray(), turn);
        }

        foreach (BackorderLine line in order.Terms.ShipMode == ShipMode.LineComplete ? order.Lines.ToArray() : [order.Lines[0]])
        {
            bool mayTake = takesMore && line.MayHold(turn.Now);
            if (Parts(line).All(static p => p.Open.IsZero) || (mayTake && IsThere(line, null, Quantity.Zero, turn)))
            {
                Release(line, turn);
            }
            else if (mayTake)
            {
                AskForFreeUnits(line, turn);
            }
        }
    }

    /// <summary>What is held for a line is free again.</summary>
    public static void EndHold(BackorderLine line, ReasonCode reason, ITurn turn)
    {
        if (!line.Held.IsZero)
        {
            turn.Emit(EndingHold.Of(line, line.Held, null, reason));
            turn.Send(new DistributeUnits(line.Item.Key));
        }
    }

    /// <summary>The time of a hold is over: of the line, or with it of its whole order.</summary>
    public static void HoldTimedOut(OrderData order, int lineNo, ITurn turn)
    {
        foreach (BackorderLine line in order.Terms.ShipMode == ShipMode.LineComplete && order.Find(lineNo) is { } only ? [only] : order.Lines.ToArray())
        {
            EndHold(line, ReasonCode.TimedOut, turn);
        }
    }

    /// <summary>What the line, or its order, wants of the line's item.</summary>
    public static Quantity OpenOf(BackorderLine line) => PartsOfItem(line).Aggregate(Quantity.Zero, static (sum, part) => sum + part.Open);

    /// <summary>
    /// Whether all that is open on the line, or on its order, is there: of the item <paramref name="here"/> so many units as are not given away yet, of others those on
    /// hand that nobody who stands before it is about to get.
    /// </summary>
    public static bool IsThere(BackorderLine line, SkuData? here, Quantity freeHere, ITurn turn)
    {
        foreach (BackorderLine part in Parts(line))
        {
            if (!part.Open.IsZero && (OpenOf(part) > FreeAt(part, here, freeHere, turn) || (part != line && part.Item == here && IsClaimed(part, turn))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Held units become tasks, and so does everything still open.</summary>
    public static void Release(BackorderLine line, ITurn turn)
    {
        foreach (BackorderLine part in Parts(line).ToArray())
        {
            ReleaseHeld(part, turn);
            if (!part.Open.IsZero)
            {
                Giving.Give(part, part.Open, turn);
            }
        }

        FallBack.EndIfComplete(line.Order, turn);
    }

    private static void ReleaseHeld(BackorderLine line, ITurn turn)
    {
        if (!line.Held.IsZero)
        {
            Giving.ReleaseHeld(line, turn);
        }
    }

    private static void AskForFreeUnits(BackorderLine line, ITurn turn)
    {
        foreach (BackorderLine part in Parts(line))
        {
            if (!part.Open.IsZero && !part.Item.Stock.Free.IsZero)
            {
                turn.Send(new DistributeUnits(part.Item.Key));
            }
        }
    }

    /// <summary>What must be complete together.</summary>
    private static IEnumerable<BackorderLine> Parts(BackorderLine line) => line.Order.Terms.ShipMode == ShipMode.LineComplete ? [line] : line.Order.Lines;

    /// <summary>Whether two lines must be complete together.</summary>
    private static bool AreOne(BackorderLine one, BackorderLine other) => one == other || (one.Order == other.Order && one.Order.Terms.ShipMode != ShipMode.LineComplete);

    /// <summary>Of these, the lines for the same item, by number.</summary>
    private static IEnumerable<BackorderLine> PartsOfItem(BackorderLine line)
    {
        if (line.NextOfItem == line || line.Order.Terms.ShipMode == ShipMode.LineComplete)
        {
            return [line];
        }

        List<BackorderLine> all = [line];
        for (BackorderLine same = line.NextOfItem!; same != line; same = same.NextOfItem!)
        {
            all.Add(same);
        }

        return all.OrderBy(static l => l.Key.LineNo);
    }

    /// <summary>Of an item with lots, what this line may have; that is asked of each line, so two lines never count on the same units.</summary>
    private static Quantity FreeAt(BackorderLine line, SkuData? here, Quantity freeHere, ITurn turn)
    {
        SkuData item = line.Item;
        if (item == here)
        {
            return item.Lots is null ? freeHere : Quantity.Min(freeHere, item.Lots.FreeFor(line));
        }

        if (item.ReleaseAt > turn.Now)
        {
            return Quantity.Zero;
        }

        return item.Lots is { } lots ? lots.FreeFor(line) : IsClaimed(line, turn) ? Quantity.Zero : item.Stock.OnHand;
    }

    /// <summary>Whether somebody who stands before the line is about to get what is on hand: its item was not given away yet in this turn.</summary>
    private static bool IsClaimed(BackorderLine line, ITurn turn)
    {
        SkuData item = line.Item;
        item.Queue.Refresh(turn.RankingOf(item.Key.Owner), turn.Now);
        RankKey? after = null;
        while (!item.Stock.Free.IsZero && item.Queue.NextTaker(after, item.Stock.Free) is { } taker && taker.Rank.CompareTo(line.Rank) < 0)
        {
            if (!AreOne(taker, line) && (taker.IsWhole || !Eligibility.Take(taker, item.Stock.Free).Take.IsZero))
            {
                return true;
            }

            after = taker.Rank;
        }

        return false;
    }
}
