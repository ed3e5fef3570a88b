using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    private LotBook Book(SkuKey key)
    {
        SkuData item = Sku(key);
        return item.Lots ??= new LotBook(item.Stock, Clock);
    }

    /// <summary>The stock that units of a lot move in, with the item's; the item's own when there is no lot. Whoever asks is about to change it.</summary>
    private Stock StockOf(SkuKey item, Lot? lot)
    {
        Sku(item).PlanAgain();
        return lot is null ? Sku(item).Stock : Book(item).Of(lot).Stock;
    }

    private void Block(SkuKey item, Lot lot, bool isBlocked)
    {
        Book(item).Of(lot).IsBlocked = isBlocked;
        Sku(item).PlanAgain();
    }

    private static Stock StockOf(WorkTask task) => task.Item.StockOf(task.Lot);

    /// <summary>Units of a lot are set aside for a line.</summary>
    private static void AddHeldLot(BackorderLine line, Lot? lot, Quantity units, Source source)
    {
        if (lot is null)
        {
            return;
        }

        line.HeldLots ??= [];
        HeldLot? held = line.HeldLots.Find(h => h.Lot == lot);
        if (held is null)
        {
            line.HeldLots.Add(held = new HeldLot(lot));
        }

        held.Units += units;
        held.FromStorage += source == Source.Storage ? units : Quantity.Zero;
    }

    /// <summary>Units that are set aside for a line stop being so, those first that <see cref="BackorderLine.SplitHeld"/> names.</summary>
    private static List<(Lot? Lot, Quantity AtDock, Quantity InStorage)> TakeHeld(BackorderLine line, Lot? lot, Quantity units)
    {
        List<(Lot? Lot, Quantity AtDock, Quantity InStorage)> parts = line.SplitHeld(lot, units);
        if (line.HeldLots is { } lots)
        {
            foreach ((Lot? of, Quantity atDock, Quantity inStorage) in parts)
            {
                HeldLot held = lots.Find(h => h.Lot == of)!;
                held.Units -= atDock + inStorage;
                held.FromStorage -= inStorage;
            }

            lots.RemoveAll(h => h.Units.IsZero);
            line.HeldLots = lots.Count == 0 ? null : lots;
        }

        return parts;
    }
}
