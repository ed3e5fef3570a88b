using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Checks;

/// <summary>Which lot units belong to. An item without lots has none, whatever a scanner reads.</summary>
internal static class LotCheck
{
    /// <summary>Units that arrive: the lot and the expiry must be named, and a lot has one expiry.</summary>
    public static Refused? Arriving(WarehouseState state, SkuKey key, LotNo no, DateOnly? expiry, out Lot? lot)
    {
        lot = null;
        if (state.FindItem(key) is not { HasLots: true } item)
        {
            return null;
        }

        if (item.IsLotControlled && no.Value.Length == 0)
        {
            return Refused.Because(Refusal.LotRequired, $"{key.Sku} is lot-controlled: name the lot that is printed on it.", ("sku", key.Sku));
        }

        LotNo number = item.IsLotControlled ? no : default;
        Lot? known = item.IsLotControlled ? state.FindSku(key)?.Lots?.Find(number, null)?.Lot : null;
        DateOnly? day = item.IsExpiryControlled ? expiry ?? known?.Expiry : null;
        if (item.IsExpiryControlled && day is null)
        {
            return Refused.Because(Refusal.ExpiryRequired, $"{key.Sku} is expiry-controlled: name the last day of use that is printed on it.", ("sku", key.Sku));
        }

        lot = new Lot(number, day);
        return known is null || known == lot
            ? null
            : Refused.Because(
                Refusal.LotDiffers, $"Lot {number} of {key.Sku} is known to expire on {known.Expiry:yyyy-MM-dd}, not on {day:yyyy-MM-dd}. Read the label again.",
                ("lot", number), ("known_expiry", known.Expiry));
    }

    /// <summary>Units that are here: the lot must be named, and known.</summary>
    public static Refused? Here(WarehouseState state, SkuKey key, LotNo no, DateOnly? expiry, out Lot? lot)
    {
        lot = null;
        if (state.FindItem(key) is not { HasLots: true } item)
        {
            return null;
        }

        if (item.IsLotControlled ? no.Value.Length == 0 : expiry is null)
        {
            return Refused.Because(
                item.IsLotControlled ? Refusal.LotRequired : Refusal.ExpiryRequired,
                $"Units of {key.Sku} are told apart by {(item.IsLotControlled ? "lot" : "expiry")}: name which are meant.", ("sku", key.Sku));
        }

        lot = state.FindSku(key)?.Lots?.Find(item.IsLotControlled ? no : default, expiry)?.Lot;
        return lot is not null
            ? null
            : Refused.Because(Refusal.UnknownLot, $"Nothing of lot {new Lot(no, expiry)} of {key.Sku} is here.", ("sku", key.Sku), ("lot", no), ("expiry", expiry));
    }

    /// <summary>Whether the lot is recalled.</summary>
    public static bool IsBlocked(SkuData? item, Lot? lot) => lot is not null && item?.Lots is { } lots && lots.Find(lot.No, lot.Expiry) is { IsBlocked: true };
}
