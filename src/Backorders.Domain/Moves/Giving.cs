using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Moves;

/// <summary>
/// Carries out what was decided for a line: gives it free units, sets them aside for it, makes tasks of what was set aside. Of an item with lots a line gets
/// only from those that it may have, first expired first.
/// </summary>
internal static class Giving
{
    /// <summary>Gives units of the dock first and of storage after: an order of events that the answer to the scanner keeps.</summary>
    public static void Give(BackorderLine line, Quantity units, ITurn turn)
    {
        if (line.Item.Lots is not null)
        {
            GiveLots(line, units, turn);
            return;
        }

        Stock stock = line.Item.Stock;
        Quantity fromDock = Quantity.Min(units, stock.Usable);
        if (!fromDock.IsZero)
        {
            Allocate(line, fromDock, Source.Dock, line.Item.Origin, turn);
        }

        if (fromDock < units)
        {
            Allocate(line, units - fromDock, Source.Storage, default, null, turn);
        }
    }

    public static void Allocate(BackorderLine line, Quantity units, Source source, DockOrigin origin, ITurn turn) =>
        turn.Emit(Allocation(line, units, source, origin, turn));

    /// <summary>Gives units of a lot, or of an item that has none, from where they are.</summary>
    public static void Allocate(BackorderLine line, Quantity units, Source source, DockOrigin origin, Lot? lot, ITurn turn)
    {
        if (!units.IsZero)
        {
            DockOrigin from = source == Source.Storage ? new DockOrigin(ReceiptId.None, turn.Now, default) : origin;
            turn.Emit(Allocation(line, units, source, from, turn) with { Lot = lot });
        }
    }

    /// <summary>Sets aside for the line what is free, up to what is open on it.</summary>
    public static void Hold(BackorderLine line, ITurn turn)
    {
        Policy policy = turn.PolicyOf(line.Item.Key.Owner);
        Instant expires = turn.Now + TimeSpan.FromHours(policy.HoldHours);
        if (line.Item.Lots is { } lots)
        {
            foreach (LotStock lot in lots.For(line).ToArray())
            {
                Hold(line, lot.Stock, lot.Lot, expires, policy.Version, turn);
            }
        }
        else
        {
            Hold(line, line.Item.Stock, null, expires, policy.Version, turn);
        }
    }

    /// <summary>Sets aside for the line what stands in for held units that are not there, where that is; until when, does not change.</summary>
    public static void HoldAgain(BackorderLine line, Quantity units, Source source, DockOrigin origin, Lot? lot, Instant expires, ITurn turn) =>
        turn.Emit(new UnitsHeld(line.Key, line.Item.Key, units, source, expires, turn.PolicyOf(line.Item.Key.Owner).Version)
        {
            Lot = lot, Receipt = origin.Receipt, DockedAt = origin.DockedAt, Door = origin.Door,
        });

    /// <summary>What is set aside for the line becomes a task, or one for each lot.</summary>
    public static void ReleaseHeld(BackorderLine line, ITurn turn)
    {
        if (line.HeldLots is null)
        {
            Allocate(line, line.Held, Source.Hold, line.HeldOrigin, turn);
            return;
        }

        foreach ((Lot lot, Quantity units) in line.HeldLots.Select(h => (h.Lot, h.Units)).ToArray())
        {
            Allocate(line, units, Source.Hold, line.HeldOrigin, lot, turn);
        }
    }

    /// <summary>As many of the units as the line may have, lot by lot; within a lot, those at the dock first.</summary>
    private static void GiveLots(BackorderLine line, Quantity units, ITurn turn)
    {
        foreach (LotStock lot in line.Item.Lots!.For(line).ToArray())
        {
            Quantity dock = Quantity.Min(units, lot.Stock.Usable);
            Allocate(line, dock, Source.Dock, line.Item.Origin, lot.Lot, turn);
            Quantity storage = Quantity.Min(units - dock, lot.Stock.OnHand);
            Allocate(line, storage, Source.Storage, default, lot.Lot, turn);
            units -= dock + storage;
        }
    }

    private static void Hold(BackorderLine line, Stock stock, Lot? lot, Instant expires, int policyVersion, ITurn turn)
    {
        foreach (Source source in (ReadOnlySpan<Source>)[Source.Dock, Source.Storage])
        {
            Quantity part = Quantity.Min(line.Open, source == Source.Dock ? stock.Usable : stock.OnHand);
            if (!part.IsZero)
            {
                turn.Emit(new UnitsHeld(line.Key, line.Item.Key, part, source, expires, policyVersion) { Lot = lot });
            }
        }
    }

    private static UnitsAllocated Allocation(BackorderLine line, Quantity units, Source source, DockOrigin origin, ITurn turn) => new(
        turn.NextTask, line.Key, line.Item.Key, units, source, origin.Receipt, origin.DockedAt, origin.Door,
        line.Order.Terms.Lane, turn.PolicyOf(line.Item.Key.Owner).Version);
}
