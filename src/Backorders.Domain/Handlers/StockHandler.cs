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

/// <summary>Corrections of what is there: counts, known losses, and the condition of units.</summary>
internal static class StockHandler
{
    public static Refused? Handle(CountStock c, TurnContext turn)
    {
        long largest = Math.Max(Math.Abs(c.Counted ?? 0), Math.Abs(c.Difference));
        if (c.Counted < 0 || largest > Limits.QuantityMax || (c.Counted is null && c.Difference == 0))
        {
            return Refused.Because(
                Refusal.InvalidQuantity, $"A count is 0 to {Limits.QuantityMax}; a difference is not zero and at most {Limits.QuantityMax} either way.",
                ("counted", c.Counted), ("difference", c.Difference), ("max", Limits.QuantityMax));
        }

        (SkuKey key, UnitName unit) = (c.Item, c.Unit);
        if ((Check.Scanned(turn.State, ref key, ref unit, c.Gtin) ?? Check.Goods(turn.State, key, Math.Max(largest, 1), unit, out _) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        long factor = turn.State.FindItem(key)!.Factor(unit)!.Value;
        if (turn.State.FindItem(key)!.IsSerialControlled && Serials(c, key, c.Difference * factor, turn) is { } serial)
        {
            return serial;
        }

        bool more = c.Counted is null && c.Difference > 0; // of a lot that nobody knows yet, units can only be found
        Lot? lot = null;
        if ((more ? LotCheck.Arriving(turn.State, key, c.Lot, c.Expiry, out lot) : LotCheck.Here(turn.State, key, c.Lot, c.Expiry, out lot)) is { } unknown)
        {
            return unknown;
        }

        SkuData item = turn.State.Sku(key);
        if (c.Counted is { } counted)
        {
            Quantity found = new(counted * factor);
            Quantity before = item.StockOf(lot).OnHand;
            Quantity expected = before + SettleCounts(item, lot, found, turn);
            Adjust(c, item, lot, found.Units - item.StockOf(lot).OnHand.Units, expected.Units, found.Units, turn);
        }
        else
        {
            Adjust(c, item, lot, c.Difference * factor, null, null, turn);
        }

        turn.Send(new DistributeUnits(item.Key));
        return null;
    }

    /// <summary>A count of serial-controlled units must name the serials that were found or lost; a total does not say which ones.</summary>
    private static Refused? Serials(CountStock c, SkuKey key, long difference, TurnContext turn)
    {
        if (c.Counted is not null)
        {
            return Refused.Because(
                Refusal.SerialsRequired, $"{key.Sku} is serial-controlled: report the difference, with the serial numbers found or lost, instead of a sum.", ("sku", key.Sku));
        }

        Quantity units = new(Math.Abs(difference));
        return difference > 0
            ? SerialCheck.Arriving(turn.State, key, units, c.Serials, isReturn: false)
            : SerialCheck.InStock(turn.State, key, units, c.Serials);
    }

    private static void Adjust(CountStock c, SkuData item, Lot? lot, long difference, long? expected, long? counted, TurnContext turn)
    {
        long found = difference;
        Quantity missing = Quantity.Zero;
        if (difference < 0)
        {
            Quantity lost = new(-difference);
            Quantity taken = Gathering.Gather(item, lost, ReasonCode.CountDifference, turn, lot);
            (found, missing) = (-taken.Units, lost - taken);
        }

        turn.Emit(new StockAdjusted(item.Key, found, missing, c.Reason, c.Scan)
        {
            Expected = expected, Counted = counted, Serials = missing.IsZero ? SerialCheck.Kept(turn.State, item.Key, c.Serials) : [], Lot = lot,
        });
    }

    /// <summary>The units have left for good. The supervisor only confirms that the variance is correct.</summary>
    public static Refused? Handle(ApproveVariance c, TurnContext turn)
    {
        if (Check.Reason(c.Reason) is { } refused)
        {
            return refused;
        }

        if (turn.State.FindVariance(c.Owner, c.Scan) is not { } variance)
        {
            return Refused.Because(
                Refusal.NothingToDecide, $"No variance of device {c.Scan.Device}, scan {c.Scan.Scan} waits for a decision.",
                ("device_id", c.Scan.Device), ("scan_id", c.Scan.Scan));
        }

        turn.Emit(new VarianceApproved(variance.Item, c.Scan, variance.Quantity, c.Reason));
        return null;
    }

    /// <summary>A physical count of storage also answers the count tasks that are open there. Returns what they had asked about.</summary>
    private static Quantity SettleCounts(SkuData item, Lot? lot, Quantity counted, TurnContext turn)
    {
        Quantity asked = Quantity.Zero;
        Quantity left = counted > item.StockOf(lot).OnHand ? counted - item.StockOf(lot).OnHand : Quantity.Zero;
        WorkTask[] open = item.Stock.Suspect.IsZero
            ? []
            : [.. turn.State.Board.All.Where(t => t.Kind == TaskKind.Count && t.Item == item && t.Lot == lot && t.Source == Source.Storage).OrderBy(t => t.Id)];
        foreach (WorkTask task in open)
        {
            Quantity found = Quantity.Min(left, task.Quantity);
            asked += task.Quantity;
            left -= found;
            turn.Emit(new CountDone(task.Id, found, task.Quantity - found) { InStorage = found });
        }

        return asked;
    }
}
