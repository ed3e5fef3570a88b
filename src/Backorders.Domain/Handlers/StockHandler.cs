using Backorders.Domain.Actors;
using Backorders.Domain.Allocation;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.State;

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

        if ((Check.Goods(turn.State, c.Item, 1, Item.Each, out _) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        SkuActor? item = turn.State.FindSku(c.Item);
        long difference = c.Counted is { } counted ? counted - (item?.Stock.OnHand.Units ?? 0) : c.Difference;
        if (difference >= 0)
        {
            turn.Emit(new StockAdjusted(c.Item, difference, Quantity.Zero, c.Reason, c.Scan));
        }
        else if (item is null)
        {
            turn.Emit(new StockAdjusted(c.Item, 0, new Quantity(-difference), c.Reason, c.Scan)); // nothing was ever there
        }
        else
        {
            Quantity lost = new(-difference);
            Quantity taken = Recovery.Gather(item, lost, ReasonCode.CountDifference, turn);
            turn.Emit(new StockAdjusted(c.Item, -taken.Units, lost - taken, c.Reason, c.Scan));
        }

        turn.Send(new DistributeUnits(turn.State.Sku(c.Item)));
        return null;
    }

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

        SkuActor? item = turn.State.FindSku(c.Item);
        Quantity there = c.From switch
        {
            _ when item is null => Quantity.Zero,
            Quality.QcHold => item.Stock.QcHold,
            Quality.Damaged => item.Stock.Damaged,
            _ => Recovery.Reach(item),
        };
        if (item is null || there < units)
        {
            return Refused.Because(
                Refusal.NotEnoughStock, $"Only {there} of {c.Item.Sku} are {c.From} and have not been packed.", ("available", there), ("quantity", units));
        }

        if (c.From == Quality.Usable)
        {
            Recovery.Gather(item, units, ReasonCode.Inspection, turn);
        }

        turn.Emit(new QualityChanged(c.Item, units, c.From, c.To, c.Reason));
        turn.Send(new DistributeUnits(item));
        return null;
    }
}
