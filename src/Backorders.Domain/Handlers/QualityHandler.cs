using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Skus;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>The condition of units, and what was decided about those that may not be given. What becomes good counts as of the arrival it came with.</summary>
internal static class QualityHandler
{
    public static Refused? Handle(SetQuality c, TurnContext turn)
    {
        if ((Check.Goods(turn.State, c.Item, c.Quantity, Item.Each, out Quantity units) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        if (c.From == c.To || !Enum.IsDefined(c.From) || !Enum.IsDefined(c.To))
        {
            return Refused.Because(Refusal.InvalidValue, "The condition must change from one known condition to another.", ("from", c.From), ("to", c.To));
        }

        SkuData item = turn.State.FindSku(c.Item)!;
        if ((LotCheck.Here(turn.State, c.Item, c.Lot, c.Expiry, out Lot? lot) ?? Available(c.Item, units, c.From, c.Receipt, lot, item)
            ?? NotRecalled(item, lot, c.To)) is { } few)
        {
            return few;
        }

        if (c.From == Quality.Usable)
        {
            Gathering.Gather(item, units, ReasonCode.Inspection, turn, lot);
            turn.Emit(new QualityChanged(c.Item, units, c.From, c.To, c.Reason) { DockedAt = turn.Now, Lot = lot });
        }

        foreach ((DockOrigin origin, Quantity part) in Parts(item, units, c.From, c.Receipt, lot))
        {
            turn.Emit(new QualityChanged(c.Item, part, c.From, c.To, c.Reason)
            {
                Receipt = origin.Receipt, DockedAt = origin.DockedAt, Door = origin.Door, Lot = lot,
            });
            GiveAway(item, turn);
        }

        turn.Send(new DistributeUnits(item.Key));
        return null;
    }

    public static Refused? Handle(DisposeUnits c, TurnContext turn)
    {
        if ((Check.Goods(turn.State, c.Item, c.Quantity, Item.Each, out Quantity units) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        if (c.From is not (Quality.QcHold or Quality.Damaged) || !Enum.IsDefined(c.Disposition)
            || (c.From == Quality.QcHold && c.Disposition == DispositionCode.Refurbish))
        {
            return Refused.Because(
                Refusal.InvalidValue, "A disposition is for units that are held or damaged; only damaged ones are refurbished.",
                ("from", c.From), ("disposition", c.Disposition));
        }

        Quality to = c.Disposition == DispositionCode.Restock ? Quality.Usable : Quality.QcHold;
        SkuData item = turn.State.FindSku(c.Item)!;
        if ((LotCheck.Here(turn.State, c.Item, c.Lot, c.Expiry, out Lot? lot) ?? Available(c.Item, units, c.From, c.Receipt, lot, item)
            ?? NotRecalled(item, lot, to)) is { } few)
        {
            return few;
        }

        bool leaves = c.Disposition is DispositionCode.Scrap or DispositionCode.ReturnToSupplier;
        if (leaves && SerialCheck.InStock(turn.State, c.Item, units, c.Serials) is { } unknown)
        {
            return unknown;
        }

        Dispose(item, units, c.From, c.Disposition, c.Reason, c.Receipt, lot, default, c.Serials, turn);
        turn.Send(new DistributeUnits(item.Key));
        return null;
    }

    public static Refused? Handle(DecideOverage c, TurnContext turn)
    {
        if (Check.Reason(c.Reason) is { } refused)
        {
            return refused;
        }

        if (c.Disposition is not (DispositionCode.Restock or DispositionCode.Scrap or DispositionCode.ReturnToSupplier))
        {
            return Refused.Because(
                Refusal.InvalidValue, "An overage is accepted (restock) or rejected (scrap, return to supplier).", ("disposition", c.Disposition));
        }

        if (turn.State.FindOverage(c.Receipt) is not { } task || task.Item.Key.Owner != c.Owner)
        {
            return Refused.Because(Refusal.NothingToDecide, $"No overage of receipt {c.Receipt} waits for a decision.", ("receipt_id", c.Receipt));
        }

        ReleaseOverage(task, c.Disposition, c.Reason, turn);
        if (c.Disposition != DispositionCode.Restock)
        {
            turn.Emit(new StockAdjusted(task.Item.Key, -task.Quantity.Units, Quantity.Zero, ReasonOf(c.Disposition), default) { Lot = task.Lot });
        }

        turn.Send(new DistributeUnits(task.Item.Key));
        return null;
    }

    /// <summary>Brings units beyond what was announced to the dock, as of their arrival.</summary>
    public static void ReleaseOverage(WorkTask task, DispositionCode disposition, ReasonCode reason, TurnContext turn) =>
        turn.Emit(new OverageDecided(task.Origin.Receipt, task.Item.Key, task.Quantity, disposition, reason, task.Id));

    /// <summary>Carries out a disposition, arrival by arrival. Nothing is checked any more.</summary>
    public static void Dispose(
        SkuData item, Quantity units, Quality from, DispositionCode disposition, ReasonCode reason, ReceiptId? receipt, Lot? lot, ScanKey scan,
        IReadOnlyList<Serial> serials, TurnContext turn)
    {
        int named = 0;
        IReadOnlyList<Serial> kept = SerialCheck.Kept(turn.State, item.Key, serials);
        foreach ((DockOrigin origin, Quantity part) in Parts(item, units, from, receipt, lot))
        {
            turn.Emit(new UnitsDisposed(item.Key, part, from, disposition, reason, origin.Receipt, origin.DockedAt, origin.Door) { Lot = lot });
            if (disposition is DispositionCode.Scrap or DispositionCode.ReturnToSupplier)
            {
                int count = (int)Math.Min(part.Units, kept.Count - named);
                turn.Emit(new StockAdjusted(item.Key, -part.Units, Quantity.Zero, ReasonOf(disposition), scan) { Serials = [.. kept.Skip(named).Take(count)], Lot = lot });
                named += count;
            }

            GiveAway(item, turn);
        }
    }

    /// <summary>Units that are set aside in a condition and came with a receipt, or with any.</summary>
    public static Quantity Aside(SkuData item, Quality quality, ReceiptId? receipt, Lot? lot) =>
        item.Aside.Where(a => a.Quality == quality && a.Lot == lot && (receipt is null || a.Origin.Receipt == receipt)).Aggregate(Quantity.Zero, (sum, a) => sum + a.Quantity);

    /// <summary>Units of a reversed receipt that are held or damaged are taken first, before any that were given to lines.</summary>
    public static void BringToDock(SkuData item, ReceiptId receipt, Lot? lot, TurnContext turn)
    {
        foreach (Quality quality in (ReadOnlySpan<Quality>)[Quality.QcHold, Quality.Damaged])
        {
            foreach ((DockOrigin origin, Quantity part) in Parts(item, new Quantity(long.MaxValue), quality, receipt, lot))
            {
                turn.Emit(new QualityChanged(item.Key, part, quality, Quality.Usable, ReasonCode.ReceiptReversed)
                {
                    Receipt = origin.Receipt, DockedAt = origin.DockedAt, Door = origin.Door, Lot = lot,
                });
            }
        }
    }

    private static Refused? NotRecalled(SkuData item, Lot? lot, Quality to) => to == Quality.Usable && LotCheck.IsBlocked(item, lot)
        ? Refused.Because(Refusal.InvalidValue, $"Lot {lot} of {item.Key.Sku} is recalled: end the recall before any of it is released.", ("lot", lot!.No))
        : null;

    private static ReasonCode ReasonOf(DispositionCode disposition) => disposition == DispositionCode.Scrap ? ReasonCode.Scrap : ReasonCode.ReturnToSupplier;

    /// <summary>Gives the units away at once, before those of the next arrival come to the dock, because each arrival is distributed by its own time.</summary>
    private static void GiveAway(SkuData item, TurnContext turn)
    {
        if (!item.Stock.Usable.IsZero)
        {
            turn.Deliver(new DistributeAtOnce(item.Key));
        }
    }

    private static List<(DockOrigin Origin, Quantity Units)> Parts(SkuData item, Quantity units, Quality from, ReceiptId? receipt, Lot? lot)
    {
        List<(DockOrigin, Quantity)> parts = [];
        foreach (AsideUnits aside in item.Aside.Where(a => a.Quality == from && a.Lot == lot && (receipt is null || a.Origin.Receipt == receipt)))
        {
            Quantity part = Quantity.Min(units, aside.Quantity);
            units -= part;
            if (!part.IsZero)
            {
                parts.Add((aside.Origin, part));
            }
        }

        return parts;
    }

    private static Refused? Available(SkuKey key, Quantity units, Quality from, ReceiptId? receipt, Lot? lot, SkuData? item)
    {
        Quantity there = item is null ? Quantity.Zero : from == Quality.Usable ? Gathering.Reach(item, lot) : Aside(item, from, receipt, lot);
        string where = receipt is { } one ? $" of receipt {one}" : string.Empty;
        return there >= units
            ? null
            : Refused.Because(
                Refusal.NotEnoughStock, $"Only {there} of {key.Sku}{where} are {ListedName.Of(from)} and have not been packed.", ("available", there), ("quantity", units));
    }
}
