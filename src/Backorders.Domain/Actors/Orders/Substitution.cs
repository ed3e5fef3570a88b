using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>
/// Another item instead, unit for unit: only by the owner's rule, only when all that is open can be served from units nobody else wants, and only if the
/// customer agrees. Never where units are told apart by lot, expiry or serial number: then the customer ordered more than a kind of goods.
/// </summary>
internal static class Substitution
{
    /// <summary>The best substitute that could serve the whole of what is open; null when there is none.</summary>
    public static Sku? Find(BackorderLine line, ITurn turn)
    {
        if (line.Open.IsZero || turn.FindItem(line.Item.Key) is not { Substitutes.Count: > 0, HasLots: false, IsSerialControlled: false } item)
        {
            return null;
        }

        foreach (Sku sku in item.Substitutes)
        {
            SkuKey key = new(line.Key.Order.Owner, sku);
            if (turn.FindItem(key) is { IsGoods: true, HasLots: false, IsSerialControlled: false } && turn.FindSku(key) is { } other && other.ReleaseAt <= turn.Now && other.Surplus >= line.Open)
            {
                return sku;
            }
        }

        return null;
    }

    /// <summary>Offers a substitute for a line that has no date, if nothing is offered yet.</summary>
    public static void Consider(BackorderLine line, ITurn turn)
    {
        if (line.Promise == Instant.Never && line.Side?.Offered is null && Find(line, turn) is { } sku)
        {
            turn.Emit(new SubstitutionOffered(line.Key, line.Item.Key, sku, line.Open));
        }
    }
}
