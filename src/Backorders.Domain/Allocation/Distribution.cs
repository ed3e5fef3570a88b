using Backorders.Domain.Actors;
using Backorders.Domain.Events;
using Backorders.Domain.Promising;
using Backorders.Domain.State;

namespace Backorders.Domain.Allocation;

/// <summary>
/// Gives an item's free units to those who wait, front to back: the way of a receipt leads from <c>ReceivingHandler</c> here, and on to
/// <see cref="Completion"/> for orders that ship complete and to <see cref="PegBook"/> for the promises. What nobody takes is put away.
/// </summary>
internal static class Distribution
{
    public static void Run(SkuActor item, TurnContext turn)
    {
        item.Queue.Refresh(turn.State.RankingOf(item.Key.Owner), turn.Now); // even when nothing is free: else the first receipt would rank all who came meanwhile
        while (!item.Stock.Free.IsZero && item.Queue.Count > 0 && PassOnce(item, turn))
        {
        }

        DockSwap.Run(item, turn);
        if (!item.Stock.Usable.IsZero)
        {
            turn.Emit(new UnitsPutAway(item.Key, item.Stock.Usable, item.Origin.Receipt));
        }
    }

    /// <summary>Gives units of the dock first and of storage after: an order of events that the answer to the scanner keeps.</summary>
    public static void Give(BackorderLine line, Quantity units, TurnContext turn)
    {
        Stock stock = line.Item.Stock;
        Quantity fromDock = Quantity.Min(units, stock.Usable);
        if (!fromDock.IsZero)
        {
            Allocate(line, fromDock, Source.Dock, line.Item.Origin, turn);
        }

        if (fromDock < units)
        {
            Allocate(line, units - fromDock, Source.Storage, new DockOrigin(ReceiptId.None, turn.Now, default), turn);
        }
    }

    public static void Allocate(BackorderLine line, Quantity units, Source source, DockOrigin origin, TurnContext turn) => turn.Emit(new UnitsAllocated(
        new TaskId(turn.State.Board.LastTaskId + 1), line.Key, line.Item.Key, units, source, origin.Receipt, origin.DockedAt, origin.Door,
        line.Order.Terms.Lane, turn.State.PolicyOf(line.Item.Key.Owner).Version));

    /// <summary>One walk along the queue. True when an order that ships complete took part: then the queues have changed, and the walk begins again.</summary>
    private static bool PassOnce(SkuActor item, TurnContext turn)
    {
        item.Queue.Refresh(turn.State.RankingOf(item.Key.Owner), turn.Now);
        List<(BackorderLine Line, Quantity Units)> gifts = [];
        Quantity free = item.Stock.Free;
        BackorderLine? forOrder = null;
        bool again = false;
        foreach (BackorderLine line in item.Queue.InOrder)
        {
            if (free.IsZero)
            {
                break;
            }

            if (Eligibility.Check(line, turn.Now) != SkipReason.None)
            {
                continue;
            }

            if (line.Order.Terms.ShipMode == ShipMode.OrderComplete)
            {
                if (Completion.CanUse(line, free, turn) == SkipReason.None)
                {
                    forOrder = line;
                    break;
                }

                again = gifts.Count > 0 && item.Expected.Any(s => !s.Excess.IsZero); // links that end with these gifts may be what it lacks
                if (again)
                {
                    break;
                }

                continue;
            }

            Quantity take = Eligibility.Take(line, free).Take;
            if (!take.IsZero)
            {
                gifts.Add((line, take));
                free -= take;
            }
        }

        foreach ((BackorderLine line, Quantity units) in gifts)
        {
            Give(line, units, turn);
        }

        if (forOrder is not null)
        {
            Completion.Use(forOrder, turn);
        }

        return again || forOrder is not null;
    }
}
