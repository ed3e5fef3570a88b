using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Takes units back when fewer are there than the books say (a reversal, a count, damage), in this order: surplus on hand, holds, tasks that nobody has
/// leased, leased tasks, picked units. Within each, the line that stands last in the queue loses first. Packed units stay.
/// </summary>
internal static class Gathering
{
    /// <summary>How many units could be gathered at all, of one lot or of the item.</summary>
    public static Quantity Reach(SkuData item, Lot? lot = null) =>
        item.StockOf(lot) is var stock ? stock.Free + stock.Held + stock.Allocated + stock.Picked : Quantity.Zero;

    /// <summary>Gathers units at the dock, at least <paramref name="wanted"/> if so many are within reach; of an item with lots, units of one of them.</summary>
    /// <returns>How many of the wanted units were gathered. More may be free, because a task at a station is recalled as a whole.</returns>
    public static Quantity Gather(SkuData item, Quantity wanted, ReasonCode reason, ITurn turn, Lot? lot = null)
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

    private static void FromStorage(SkuData item, Lot? lot, Quantity wanted, ReasonCode reason, ITurn turn)
    {
        Quantity part = Quantity.Min(Missing(item.StockOf(lot), wanted), item.StockOf(lot).OnHand);
        if (!part.IsZero)
        {
            turn.Emit(new UnitsTakenFromStorage(item.Key, part, reason) { Lot = lot });
        }
    }

    /// <summary>Ends holds, the last in the queue first, until so many units are at the dock.</summary>
    public static void FromHolds(SkuData item, Lot? lot, Quantity wanted, ReasonCode reason, ITurn turn)
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
                turn.Emit(EndingHold.Of(line, part, lot, reason));
                FromStorage(item, lot, wanted, reason, turn);
            }
        }
    }

    /// <summary>Which tasks lose how many units when so many must come from tasks: those that nobody has first, picked ones last, and the last in the queue before others.</summary>
    public static IReadOnlyList<(WorkTask Task, Quantity Part)> Losers(SkuData item, Lot? lot, Quantity wanted, ITurn turn)
    {
        List<(WorkTask, Quantity)> losers = [];
        WorkTask[] lastFirst = wanted.IsZero ? [] : [.. LastFirst(item.LiveTasks.Where(t => t.Lot == lot), t => t.Line!, turn)];
        foreach (WorkTask task in lastFirst.Where(t => !t.HasHolder && !t.IsPicked)
            .Concat(lastFirst.Where(t => t.HasHolder && !t.IsPicked)).Concat(lastFirst.Where(t => t.IsPicked)))
        {
            if (wanted.IsZero)
            {
                break;
            }

            // A station holds a list that says how many: it is told to drop the whole task, and what is too much is given anew.
            Quantity part = task.HasHolder && !task.IsPicked ? task.Quantity : Quantity.Min(wanted, task.Quantity);
            losers.Add((task, part));
            wanted -= Quantity.Min(wanted, part);
        }

        return losers;
    }

    /// <summary>Takes units of a task back for good: its line waits for others at the front of its class.</summary>
    public static void Take(WorkTask task, Quantity part, ReasonCode reason, ITurn turn)
    {
        TakingBack.Units(task, part, removed: true, reason, requeued: true, turn);
        turn.Send(new OrderLostUnits(task.Line!.Order.Key, reason));
    }

    /// <summary>The tasks of an item, the last in the queue first.</summary>
    public static IEnumerable<WorkTask> LastFirst(IEnumerable<WorkTask> tasks, ITurn turn) => LastFirst(tasks, static t => t.Line!, turn);

    /// <summary>Lines of an item, the last in the queue first.</summary>
    public static IEnumerable<BackorderLine> LastFirst(IEnumerable<BackorderLine> lines, ITurn turn) => LastFirst(lines, static l => l, turn);

    private static void FromTasks(SkuData item, Lot? lot, Quantity wanted, ReasonCode reason, ITurn turn)
    {
        foreach ((WorkTask task, Quantity part) in Losers(item, lot, Missing(item.StockOf(lot), wanted), turn))
        {
            Take(task, part, reason, turn);
            FromStorage(item, lot, wanted, reason, turn);
        }
    }

    private static Quantity Missing(Stock stock, Quantity wanted) => wanted > stock.Usable ? wanted - stock.Usable : Quantity.Zero;

    private static IEnumerable<T> LastFirst<T>(IEnumerable<T> from, Func<T, BackorderLine> lineOf, ITurn turn) => from
        .Select(entry => (Entry: entry, Rank: turn.RankingOf(lineOf(entry).Item.Key.Owner).Rank(lineOf(entry), turn.Now)))
        .OrderByDescending(pair => pair.Rank)
        .ThenByDescending(pair => pair.Entry is WorkTask task ? task.Id.Value : 0)
        .Select(pair => pair.Entry)
        .ToArray();
}
