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

/// <summary>Recalls of lots. What has not been packed is gathered and held; what was packed may not ship; what shipped is named.</summary>
internal static class RecallHandler
{
    public static Refused? Handle(RecallLot c, TurnContext turn)
    {
        if (Known(c.Item, c.Lot, c.Expiry, c.Reason, turn, out SkuData item, out Lot lot) is { } refused)
        {
            return refused;
        }

        if (LotCheck.IsBlocked(item, lot))
        {
            return Refused.Because(Refusal.InvalidValue, $"Lot {lot} of {c.Item.Sku} is recalled already.", ("lot", lot.No));
        }

        WorkTask[] gone = [.. turn.State.Board.All.Where(t => t.Item == item && t.Lot == lot && t.Line is not null).OrderBy(t => t.Id)];
        turn.Emit(new LotRecalled(
            c.Item, lot, c.Reason, [.. gone.Where(t => t.State == TaskState.Packed).Select(t => t.Id)], [.. gone.Where(t => t.State == TaskState.Done).Select(t => t.Id)]));
        Quantity units = Gathering.Gather(item, Gathering.Reach(item, lot), ReasonCode.Recall, turn, lot);
        if (!units.IsZero)
        {
            turn.Emit(new QualityChanged(c.Item, units, Quality.Usable, Quality.QcHold, ReasonCode.Recall) { DockedAt = turn.Now, Lot = lot });
        }

        turn.Send(new DistributeUnits(item.Key));
        return null;
    }

    public static Refused? Handle(ReleaseLot c, TurnContext turn)
    {
        if (Known(c.Item, c.Lot, c.Expiry, c.Reason, turn, out SkuData item, out Lot lot) is { } refused)
        {
            return refused;
        }

        if (!LotCheck.IsBlocked(item, lot))
        {
            return Refused.Because(Refusal.InvalidValue, $"Lot {lot} of {c.Item.Sku} is not recalled.", ("lot", lot.No));
        }

        turn.Emit(new LotReleased(c.Item, lot, c.Reason));
        turn.Send(new DistributeUnits(item.Key));
        return null;
    }

    private static Refused? Known(SkuKey key, LotNo no, DateOnly? expiry, ReasonCode reason, TurnContext turn, out SkuData item, out Lot lot)
    {
        item = turn.State.FindSku(key)!;
        Lot? found = null;
        Refused? refused = Check.Goods(turn.State, key, 1, Item.Each, out _) ?? Check.Reason(reason) ?? LotCheck.Here(turn.State, key, no, expiry, out found);
        lot = found!;
        return refused ?? (found is null ? Refused.Because(Refusal.UnknownLot, $"{key.Sku} has no lots.", ("sku", key.Sku)) : null);
    }
}
