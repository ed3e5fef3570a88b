using Backorders.Domain.Actors;
using Backorders.Domain.Events;
using Backorders.Domain.State;

namespace Backorders.Domain.Allocation;

/// <summary>
/// Takes units back when fewer are there than were thought (a reversal, a count, damage), from where it hurts least: surplus on hand, then holds, then
/// tasks nobody has, then tasks at a station, then what is picked. Within each, whoever stands last in the queue loses first. What has been packed stays.
/// </summary>
internal static class Recovery
{
    /// <summary>How many units could be gathered at all, of one lot or of the item.</summary>
    public static Quantity Reach(SkuActor item, Lot? lot = null) =>
        item.StockOf(lot) is var stock ? stock.Free + stock.Held + stock.Allocated + stock.Picked : Quantity.Zero;

    /// <summary>Gathers units at the dock, at least <paramref name="wanted"/> if so many are within reach; of an item with lots, units of one of them.</summary>
    /// <returns>How many of those wanted are there; more may be free, because a task at a station is recalled whole.</returns>
    public static Quantity Gather(SkuActor item, Quantity wanted, ReasonCode reason, TurnContext turn, Lot? lot = null)
    {
        Stock stock = item.StockOf(lot);
        FromStorage(item, lot, wanted, reason, turn);
        if (stock.Usable < wanted)
        {
            FromHolds(item, lot, wanted, reason, turn);
        }

        if (stock.Usable < wanted)
        {
            FromTasks(item, lot, wanted, reason, turn);
        }

        return Quantity.Min(stock.Usable, wanted);
    }

    private static void FromStorage(SkuActor item, Lot? lot, Quantity wanted, ReasonCode reason, TurnContext turn)
    {
        Quantity part = Quantity.Min(Missing(item.StockOf(lot), wanted), item.StockOf(lot).OnHand);
        if (!part.IsZero)
        {
            turn.Emit(new UnitsTakenFromStorage(item.Key, part, reason) { Lot = lot });
        }
    }

    private static void FromHolds(SkuActor item, Lot? lot, Quantity wanted, ReasonCode reason, TurnContext turn)
    {
        foreach (BackorderLine line in LastFirst(item.Holders, l => l, turn))
        {
            Quantity held = lot is null ? line.Held : line.HeldLots?.Find(h => h.Lot == lot)?.Units ?? Quantity.Zero;
            Quantity missing = Missing(item.StockOf(lot), wanted);
            if (missing.IsZero)
            {
                return;
            }

            Quantity part = Quantity.Min(missing, held);
            if (!part.IsZero)
            {
                turn.Emit(new HoldEnded(line.Key, item.Key, part, reason) { Lot = lot });
                FromStorage(item, lot, wanted, reason, turn);
            }
        }
    }

    private static void FromTasks(SkuActor item, Lot? lot, Quantity wanted, ReasonCode reason, TurnContext turn)
    {
        WorkTask[] lastFirst = [.. LastFirst(item.LiveTasks.Where(t => t.Lot == lot), t => t.Line!, turn)];
        foreach (WorkTask task in lastFirst.Where(t => !t.HasHolder && !t.IsPicked)
            .Concat(lastFirst.Where(t => t.HasHolder && !t.IsPicked)).Concat(lastFirst.Where(t => t.IsPicked)))
        {
            Quantity missing = Missing(item.StockOf(lot), wanted);
            if (missing.IsZero)
            {
                return;
            }

            // A station holds a list that says how many: it is told to drop the whole task, and what is too much is given anew.
            Quantity part = task.HasHolder && !task.IsPicked ? task.Quantity : Quantity.Min(missing, task.Quantity);
            TakeBack(task, part, removed: true, reason, requeued: true, turn);
            turn.Send(new OrderLostUnits(task.Line!.Order, reason));
            FromStorage(item, lot, wanted, reason, turn);
        }
    }

    /// <summary>Takes units back from a task, picked or not.</summary>
    public static void TakeBack(WorkTask task, Quantity units, bool removed, ReasonCode reason, bool requeued, TurnContext turn)
    {
        LineKey line = task.Line!.Key;
        if (task.IsPicked || task.State == TaskState.Packed)
        {
            TaskId putBack = new(turn.State.Board.LastTaskId + 1);
            turn.Emit(new PickedUnitsTakenBack(task.Id, line, task.Item.Key, units, putBack, removed, reason, requeued));
        }
        else
        {
            turn.Emit(new AllocationTakenBack(task.Id, line, task.Item.Key, units, reason, requeued));
        }
    }

    /// <summary>
    /// Takes everything back from an order that has not left, packed parcels too; its lines wait again and keep their place. A parcel that is paid is the
    /// customer's, and stays.
    /// </summary>
    public static void TakeBackAll(OrderActor order, ReasonCode reason, TurnContext turn)
    {
        Completion.EndHolds(order, reason, turn);
        foreach (WorkTask task in order.Tasks.Where(t => t.CanLoseUnits || (t.State == TaskState.Packed && !t.IsPaid)).ToArray())
        {
            TakeBack(task, task.Quantity, removed: false, reason, requeued: false, turn);
            turn.Send(new DistributeUnits(task.Item));
        }

        turn.Send(new OrderLostUnits(order, reason));
    }

    private static Quantity Missing(Stock stock, Quantity wanted) => wanted > stock.Usable ? wanted - stock.Usable : Quantity.Zero;

    private static IEnumerable<T> LastFirst<T>(IEnumerable<T> from, Func<T, BackorderLine> lineOf, TurnContext turn) => from
        .Select(entry => (Entry: entry, Rank: turn.State.RankingOf(lineOf(entry).Item.Key.Owner).Rank(lineOf(entry), turn.Now)))
        .OrderByDescending(pair => pair.Rank)
        .ThenByDescending(pair => pair.Entry is WorkTask task ? task.Id.Value : 0)
        .Select(pair => pair.Entry)
        .ToArray();
}
