using Backorders.Domain.Actors;
using Backorders.Domain.Events;
using Backorders.Domain.Promising;
using Backorders.Domain.State;

namespace Backorders.Domain.Allocation;

/// <summary>
/// Orders that ship only complete, over several SKUs. Units are held for such an order only while every other unit it needs is held, on hand, or pegged to
/// a shipment due in time; otherwise they go to the next line at once, for nobody may hoard. The moment that the last unit is there, all tasks are released together.
/// </summary>
internal static class Completion
{
    /// <summary>Whether the order of this line can use units of its item, of which <paramref name="free"/> are free; else why not.</summary>
    public static SkipReason CanUse(BackorderLine line, Quantity free, TurnContext turn) => CanUse(line, free, turn.Now);

    /// <inheritdoc cref="CanUse(BackorderLine, Quantity, TurnContext)"/>
    public static SkipReason CanUse(BackorderLine line, Quantity free, Instant now)
    {
        OrderActor order = line.Order;
        if (IsCompletable(order, line.Item, free, now))
        {
            return SkipReason.None;
        }

        // The cheap question first: an order that may not hold now stands in many queues, and each of them asks at every receipt.
        if (order.HoldsBlockedUntil > now)
        {
            return SkipReason.HoldExpired;
        }

        return IsCoverable(order, line.Item, free, now) ? SkipReason.None : SkipReason.OrderNotCoverable;
    }

    /// <summary>Releases the whole order when it is complete, else holds what is free for the line.</summary>
    public static void Use(BackorderLine line, TurnContext turn)
    {
        if (IsCompletable(line.Order, line.Item, line.Item.Stock.Free, turn.Now))
        {
            Release(line.Order, turn);
            FallBack.EndIfComplete(line.Order, turn);
            return;
        }

        Hold(line, turn);
        AskForFreeUnits(line.Order, turn); // what is on hand of its other items is held now, before somebody else comes
    }

    /// <summary>Looks at an order again after something about it changed.</summary>
    public static void Reconsider(OrderActor order, TurnContext turn)
    {
        if (order.IsClosed || order.IsStopped || order.Terms.NotBefore > turn.Now)
        {
            return;
        }

        if (order.Terms.ShipMode != ShipMode.OrderComplete || IsCompletable(order, null, Quantity.Zero, turn.Now))
        {
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

    public static void EndHolds(OrderActor order, ReasonCode reason, TurnContext turn)
    {
        foreach (BackorderLine line in order.Lines)
        {
            if (!line.Held.IsZero)
            {
                turn.Emit(new HoldEnded(line.Key, line.Item.Key, line.Held, reason));
                turn.Send(new DistributeUnits(line.Item));
            }
        }
    }

    /// <summary>Held units become tasks; for an order that ships complete, so does everything still open on it.</summary>
    private static void Release(OrderActor order, TurnContext turn)
    {
        foreach (BackorderLine line in order.Lines)
        {
            if (!line.Held.IsZero)
            {
                Distribution.Allocate(line, line.Held, Source.Hold, line.HeldOrigin, turn);
            }

            if (order.Terms.ShipMode == ShipMode.OrderComplete && !line.Open.IsZero)
            {
                Distribution.Give(line, line.Open, turn);
                turn.Send(new LinkSupply(line.Item)); // what it was linked to is free for others now
            }
        }
    }

    private static void AskForFreeUnits(OrderActor order, TurnContext turn)
    {
        foreach (BackorderLine line in order.Lines)
        {
            if (!line.Open.IsZero && !line.Item.Stock.Free.IsZero)
            {
                turn.Send(new DistributeUnits(line.Item));
            }
        }
    }

    private static void Hold(BackorderLine line, TurnContext turn)
    {
        Policy policy = turn.State.PolicyOf(line.Item.Key.Owner);
        Instant expires = turn.Now + TimeSpan.FromHours(policy.HoldHours);
        Stock stock = line.Item.Stock;
        foreach (Source source in (ReadOnlySpan<Source>)[Source.Dock, Source.Storage])
        {
            Quantity part = Quantity.Min(line.Open, source == Source.Dock ? stock.Usable : stock.OnHand);
            if (!part.IsZero)
            {
                turn.Emit(new UnitsHeld(line.Key, line.Item.Key, part, source, expires, policy.Version));
            }
        }
    }

    /// <summary>What all lines of the order for one item still want.</summary>
    public static Quantity OpenOf(BackorderLine line)
    {
        Quantity open = Quantity.Zero;
        foreach (BackorderLine same in line.Order.LinesOf(line.Item))
        {
            open += same.Open;
        }

        return open;
    }

    /// <summary>Whether every open unit of the order is there. At <paramref name="here"/> that is what the walk has left, elsewhere what is on hand.</summary>
    private static bool IsCompletable(OrderActor order, SkuActor? here, Quantity freeHere, Instant now) =>
        ForAllLines(order, line => line.Open.IsZero || OpenOf(line) <= FreeAt(line.Item, here, freeHere, now));

    /// <summary>Whether every open unit of the order is there or due in time.</summary>
    private static bool IsCoverable(OrderActor order, SkuActor? here, Quantity freeHere, Instant now)
    {
        Instant deadline = order.Terms.ShipBy < order.Terms.CancelBy ? order.Terms.ShipBy : order.Terms.CancelBy;
        return ForAllLines(order, line => line.Open.IsZero || OpenOf(line) <= FreeAt(line.Item, here, freeHere, now) + PeggedInTime(line, deadline));
    }

    /// <summary>Looks first where the last look ended: an order of a thousand lines that lacks one is found lacking at once.</summary>
    private static bool ForAllLines(OrderActor order, Func<BackorderLine, bool> isMet)
    {
        int count = order.Lines.Count;
        for (int i = 0; i < count; i++)
        {
            int at = (order.UncoveredHint + i) % count;
            if (!isMet(order.Lines[at]))
            {
                order.UncoveredHint = at;
                return false;
            }
        }

        return true;
    }

    private static Quantity FreeAt(SkuActor item, SkuActor? here, Quantity freeHere, Instant now) =>
        item == here ? freeHere : item.ReleaseAt > now ? Quantity.Zero : item.Stock.OnHand;

    /// <summary>Units of the item that the order is linked to and that come before its deadline.</summary>
    private static Quantity PeggedInTime(BackorderLine line, Instant deadline)
    {
        Quantity pegged = Quantity.Zero;
        foreach (BackorderLine same in line.Order.LinesOf(line.Item))
        {
            foreach (Peg peg in same.Pegs)
            {
                pegged += peg.Supply.Shipment.Eta <= deadline ? StillToCome(peg) : Quantity.Zero;
            }
        }

        return pegged;
    }

    /// <summary>While a receipt's units are being given away, links to its shipment still stand for them too: those are not counted twice.</summary>
    private static Quantity StillToCome(Peg peg) => peg.Quantity > peg.Supply.Excess ? peg.Quantity - peg.Supply.Excess : Quantity.Zero;
}
