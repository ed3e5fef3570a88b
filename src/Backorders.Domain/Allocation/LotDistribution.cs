using Backorders.Domain.Actors;
using Backorders.Domain.Events;
using Backorders.Domain.State;

namespace Backorders.Domain.Allocation;

/// <summary>
/// Gives away units that are told apart by lot: front to back like any, but each line only from the lots that it may have, first expired first. Lines are
/// served one by one, since what is free for one is not free for the next.
/// </summary>
internal static class LotDistribution
{
    public static void Run(SkuActor item, TurnContext turn)
    {
        while (item.Queue.Count > 0 && !item.Stock.Free.IsZero && PassOnce(item, turn))
        {
        }

        foreach (LotStock lot in item.Lots!.All.Where(l => !l.Stock.Usable.IsZero).ToArray())
        {
            turn.Emit(new UnitsPutAway(item.Key, lot.Stock.Usable, item.Origin.Receipt) { Lot = lot.Lot });
        }
    }

    /// <summary>As many of the units as the line may have, lot by lot; within a lot, those at the dock first.</summary>
    public static void Give(BackorderLine line, Quantity units, TurnContext turn)
    {
        foreach (LotStock lot in line.Item.Lots!.For(line).ToArray())
        {
            Quantity dock = Quantity.Min(units, lot.Stock.Usable);
            Allocate(line, dock, Source.Dock, line.Item.Origin, lot.Lot, turn);
            Quantity storage = Quantity.Min(units - dock, lot.Stock.OnHand);
            Allocate(line, storage, Source.Storage, new DockOrigin(ReceiptId.None, turn.Now, default), lot.Lot, turn);
            units -= dock + storage;
        }
    }

    /// <summary>Sets aside what the line may have.</summary>
    public static void Hold(BackorderLine line, Instant expires, int policyVersion, TurnContext turn)
    {
        foreach (LotStock lot in line.Item.Lots!.For(line).ToArray())
        {
            foreach (Source source in (ReadOnlySpan<Source>)[Source.Dock, Source.Storage])
            {
                Quantity part = Quantity.Min(line.Open, source == Source.Dock ? lot.Stock.Usable : lot.Stock.OnHand);
                if (!part.IsZero)
                {
                    turn.Emit(new UnitsHeld(line.Key, line.Item.Key, part, source, expires, policyVersion) { Lot = lot.Lot });
                }
            }
        }
    }

    /// <summary>What is set aside for the line becomes tasks, one for each lot.</summary>
    public static void ReleaseHeld(BackorderLine line, TurnContext turn)
    {
        foreach ((Lot lot, Quantity units) in line.HeldLots!.Select(h => (h.Lot, h.Units)).ToArray())
        {
            Allocate(line, units, Source.Hold, line.HeldOrigin, lot, turn);
        }
    }

    private static void Allocate(BackorderLine line, Quantity units, Source source, DockOrigin origin, Lot lot, TurnContext turn)
    {
        if (!units.IsZero)
        {
            turn.Emit(Distribution.Allocation(line, units, source, origin, turn) with { Lot = lot });
        }
    }

    /// <summary>True when an order that ships complete took part: then the queues have changed, and the walk begins again.</summary>
    private static bool PassOnce(SkuActor item, TurnContext turn)
    {
        item.Queue.Refresh(turn.State.RankingOf(item.Key.Owner), turn.Now);
        foreach (BackorderLine line in item.Queue.InOrder().ToArray())
        {
            Quantity free = item.Lots!.FreeFor(line);
            if (free.IsZero || Eligibility.Check(line, turn.Now) != SkipReason.None)
            {
                continue;
            }

            if (line.Order.Terms.ShipMode == ShipMode.OrderComplete)
            {
                if (Completion.CanUse(line, free, turn.Now) == SkipReason.None)
                {
                    Completion.Serve(line, turn);
                    return true;
                }
            }
            else if (Eligibility.Take(line, free).Take is { IsZero: false } units)
            {
                Give(line, units, turn);
            }
        }

        return false;
    }
}
