using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>
/// Orders that ship only complete, over several SKUs. Units are held for such an order only while every other unit it needs is held, on hand, or pegged to
/// a shipment due in time. Otherwise they go to the next line at once, so that no order hoards units. When the last unit is available, all tasks are released together.
/// </summary>
internal static class Completion
{
    /// <summary>Whether the order of this line can use units of its item, of which <paramref name="free"/> are free; else why not.</summary>
    public static SkipReason CanUse(BackorderLine line, Quantity free, Instant now)
    {
        if (Lacking(line, free, now) is null)
        {
            return SkipReason.None;
        }

        return line.Order.HoldsBlockedUntil > now ? SkipReason.HoldExpired : SkipReason.OrderNotCoverable;
    }

    /// <summary>
    /// Releases the whole order when it is complete, else holds what is free for the line. When the order lacks something, the line is passed over until
    /// there is enough of it: it stands in many queues, and each of them would ask again at every receipt.
    /// </summary>
    /// <returns>False when the order lacks something now, but the answer may change while this item's units are given away.</returns>
    public static bool Serve(BackorderLine line, ITurn turn)
    {
        if (Lacking(line, line.Item.Stock.Free, turn.Now) is not { } lacking)
        {
            Use(line, turn);
            return true;
        }

        if (SameItem(lacking).Any(l => l.Pegs.Exists(p => !p.Supply.Excess.IsZero)))
        {
            return false; // links to units that are being given away just now, see StillToCome
        }

        OrderData order = line.Order;
        bool blocked = order.HoldsBlockedUntil > turn.Now;
        long enough = (OpenOf(lacking) - (blocked ? Quantity.Zero : PeggedInTime(lacking))).Units;
        order.IsPassedOver = true;
        if (lacking.Item == line.Item)
        {
            line.Item.Queue.SetNeed(line, enough);
        }
        else
        {
            line.Item.Queue.Park(line, lacking.Item, enough);
        }

        line.Item.Queue.LookAgainAt(line, blocked ? order.HoldsBlockedUntil : Instant.Never);
        line.Item.Queue.LookAgainAt(line, lacking.Item.ReleaseAt > turn.Now ? lacking.Item.ReleaseAt : Instant.Never);
        return true;
    }

    private static void Use(BackorderLine line, ITurn turn)
    {
        if (IsCompletable(line.Order, line.Item, line.Item.Stock.Free, turn.Now))
        {
            Release(line.Order, turn);
            FallBack.EndIfComplete(line.Order, turn);
            return;
        }

        foreach (BackorderLine same in SameItem(line))
        {
            Giving.Hold(same, turn);
        }

        AskForFreeUnits(line.Order, turn); // what is on hand of its other items is held now, before somebody else comes
    }

    /// <summary>Looks at an order again after something about it changed.</summary>
    public static void Reconsider(OrderData order, ITurn turn)
    {
        order.LookAgain();
        if (order.IsClosed || order.IsStopped || order.Terms.NotBefore > turn.Now)
        {
            return;
        }

        if (order.Terms.ShipMode != ShipMode.OrderComplete || IsCompletable(order, null, Quantity.Zero, turn.Now))
        {
            if (order.IsLaneShut && order.OpenLines > 0 && order.Terms.ShipMode == ShipMode.OrderComplete)
            {
                return; // nothing more for a lane that takes nothing; its items are given away when the lane opens
            }

            Release(order, turn);
            FallBack.EndIfComplete(order, turn);
        }
        else if (!IsCoverable(order, null, Quantity.Zero, turn.Now))
        {
            if (order.HasFallenBack)
            {
                return; // it keeps what it has for its time, whatever is expected
            }

            EndHolds(order, ReasonCode.Supplier, turn);
        }
        else
        {
            AskForFreeUnits(order, turn); // a new link to supply may have made it coverable, and units that nobody wanted lie free
        }
    }

    public static void EndHolds(OrderData order, ReasonCode reason, ITurn turn)
    {
        foreach (BackorderLine line in order.Lines)
        {
            if (!line.Held.IsZero)
            {
                turn.Emit(new HoldEnded(line.Key, line.Item.Key, line.Held, reason));
                turn.Send(new DistributeUnits(line.Item.Key));
            }
        }
    }

    /// <summary>Held units become tasks; for an order that ships complete, so does everything still open on it.</summary>
    private static void Release(OrderData order, ITurn turn)
    {
        foreach (BackorderLine line in order.Lines)
        {
            if (!line.Held.IsZero)
            {
                Giving.ReleaseHeld(line, turn);
            }

            if (order.Terms.ShipMode == ShipMode.OrderComplete && !line.Open.IsZero)
            {
                Giving.Give(line, line.Open, turn);
                turn.Send(new LinkSupply(line.Item.Key)); // what it was linked to is free for others now
            }
        }
    }

    private static void AskForFreeUnits(OrderData order, ITurn turn)
    {
        foreach (BackorderLine line in order.Lines)
        {
            if (!line.Open.IsZero && !line.Item.Stock.Free.IsZero)
            {
                turn.Send(new DistributeUnits(line.Item.Key));
            }
        }
    }

    /// <summary>What all lines of the order for one item still want.</summary>
    public static Quantity OpenOf(BackorderLine line)
    {
        Quantity open = line.Open;
        for (BackorderLine same = line.NextOfItem!; same != line; same = same.NextOfItem!)
        {
            open += same.Open;
        }

        return open;
    }

    /// <summary>All lines of the order for one item, by number.</summary>
    private static IEnumerable<BackorderLine> SameItem(BackorderLine line)
    {
        if (line.NextOfItem == line)
        {
            return [line];
        }

        List<BackorderLine> all = [line];
        for (BackorderLine same = line.NextOfItem!; same != line; same = same.NextOfItem!)
        {
            all.Add(same);
        }

        return all.OrderBy(l => l.Key.LineNo);
    }

    /// <summary>Whether all open units of the order are available: of the item <paramref name="here"/> those not given away yet in this distribution, of others those on hand.</summary>
    public static bool IsCompletable(OrderData order, SkuData? here, Quantity freeHere, Instant now) =>
        FirstUnmet(order, here, freeHere, withPegs: false, now) is null;

    /// <summary>Whether every open unit of the order is there or due in time.</summary>
    private static bool IsCoverable(OrderData order, SkuData? here, Quantity freeHere, Instant now) =>
        FirstUnmet(order, here, freeHere, withPegs: true, now) is null;

    /// <summary>What keeps the order of a line from using free units of its item: one of its lines that lacks some; null when nothing does.</summary>
    private static BackorderLine? Lacking(BackorderLine line, Quantity free, Instant now)
    {
        // What is complete is coverable. An order that may not hold now takes units only when all are there.
        return FirstUnmet(line.Order, line.Item, free, withPegs: line.Order.HoldsBlockedUntil <= now, now);
    }

    /// <summary>Begins with the line that was uncovered at the last check, so that an order of a thousand lines which lacks one is recognised at once.</summary>
    private static BackorderLine? FirstUnmet(OrderData order, SkuData? here, Quantity freeHere, bool withPegs, Instant now)
    {
        int count = order.Lines.Count;
        for (int i = 0; i < count; i++)
        {
            int at = (order.UncoveredHint + i) % count;
            BackorderLine line = order.Lines[at];
            Quantity there = FreeAt(line, here, freeHere, now);
            if (!line.Open.IsZero && OpenOf(line) > there + (withPegs ? PeggedInTime(line) : Quantity.Zero))
            {
                order.UncoveredHint = at;
                return line;
            }
        }

        return null;
    }

    /// <summary>Of an item with lots, what this line may have; that is asked of each line, so two lines never count on the same units.</summary>
    private static Quantity FreeAt(BackorderLine line, SkuData? here, Quantity freeHere, Instant now)
    {
        SkuData item = line.Item;
        if (item == here)
        {
            return item.Lots is null ? freeHere : Quantity.Min(freeHere, item.Lots.FreeFor(line));
        }

        return item.ReleaseAt > now ? Quantity.Zero : item.Lots is null ? item.Stock.OnHand : item.Lots.FreeFor(line);
    }

    /// <summary>Units of the item that the order is linked to and that come before its deadline.</summary>
    private static Quantity PeggedInTime(BackorderLine line)
    {
        OrderTerms terms = line.Order.Terms;
        Instant deadline = terms.ShipBy < terms.CancelBy ? terms.ShipBy : terms.CancelBy;
        Quantity pegged = Quantity.Zero;
        BackorderLine same = line;
        do
        {
            foreach (Peg peg in same.Pegs)
            {
                pegged += peg.Supply.Shipment.Eta <= deadline ? StillToCome(peg) : Quantity.Zero;
            }

            same = same.NextOfItem!;
        }
        while (same != line);

        return pegged;
    }

    /// <summary>While a receipt's units are being given away, links to its shipment still stand for them too: those are not counted twice.</summary>
    private static Quantity StillToCome(Peg peg) => peg.Quantity > peg.Supply.Excess ? peg.Quantity - peg.Supply.Excess : Quantity.Zero;
}
