using Backorders.Domain.Ids;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Checks;

/// <summary>Whether an item may be defined as it is asked for.</summary>
internal static class ItemCheck
{
    /// <param name="owner">Whose.</param>
    /// <param name="item">The item as it shall be.</param>
    /// <param name="together">All items of the same command: a barcode may pass from one to another.</param>
    /// <param name="gtins">Barcodes of the command seen so far.</param>
    /// <param name="state">What is known.</param>
    public static Refused? Definition(OwnerId owner, Item item, IReadOnlyList<Item> together, HashSet<Gtin> gtins, WarehouseState state) =>
        Check.Text("description", item.Description) ?? Substitutes(item) ?? Units(item) ?? Control(owner, item, state) ?? Barcodes(owner, item, together, gtins, state);

    /// <summary>Whether a definition says what is known already.</summary>
    public static bool Same(Item? known, Item item) => known is not null
        && known with { Units = item.Units, Barcodes = item.Barcodes, Substitutes = item.Substitutes } == item
        && known.Units.SequenceEqual(item.Units) && known.Barcodes.SequenceEqual(item.Barcodes) && known.Substitutes.SequenceEqual(item.Substitutes);

    private static Refused? Substitutes(Item item) =>
        item.Substitutes.Count > Limits.SubstitutesMax || item.Substitutes.Contains(item.Sku) || item.Substitutes.Distinct().Count() != item.Substitutes.Count
            ? Refused.Because(
                Refusal.InvalidValue, $"Item {item.Sku}: at most {Limits.SubstitutesMax} substitutes, each once and not the item itself.", ("sku", item.Sku))
            : null;

    private static Refused? Units(Item item) =>
        item.Units.Count > Limits.UnitsMax || item.Units.Any(u => u.BaseUnits is < 1 or > Limits.UnitFactorMax || u.Name == Item.Each)
        || item.Units.DistinctBy(u => u.Name).Count() != item.Units.Count
            ? Refused.Because(
                Refusal.InvalidValue,
                $"Item {item.Sku}: at most {Limits.UnitsMax} units besides 'each', each name once, each holding 1 to {Limits.UnitFactorMax} base units.",
                ("sku", item.Sku))
            : null;

    private static Refused? Control(OwnerId owner, Item item, WarehouseState state)
    {
        if (item.MinRemainingDays is < 0 or > Limits.ShelfLifeDaysMax || (item.MinRemainingDays > 0 && !item.IsExpiryControlled))
        {
            return Refused.Because(
                Refusal.InvalidValue, $"Item {item.Sku}: minimum remaining days are 0 to {Limits.ShelfLifeDaysMax}, and only for an item that is expiry-controlled.",
                ("sku", item.Sku), ("min_remaining_days", item.MinRemainingDays), ("max", Limits.ShelfLifeDaysMax));
        }

        SkuKey key = new(owner, item.Sku);
        if (state.FindItem(key) is not { } known || state.FindSku(key) is not { } actor || !actor.Stock.IsAnythingThere)
        {
            return null;
        }

        bool same = known.IsLotControlled == item.IsLotControlled && known.IsExpiryControlled == item.IsExpiryControlled
            && known.IsSerialControlled == item.IsSerialControlled;
        return same
            ? null
            : Refused.Because(
                Refusal.InvalidValue, $"Item {item.Sku}: units of it are in the building, of which lot, expiry or serial would not be known. Change it when none are left.",
                ("sku", item.Sku));
    }

    private static Refused? Barcodes(OwnerId owner, Item item, IReadOnlyList<Item> together, HashSet<Gtin> gtins, WarehouseState state)
    {
        if (item.Barcodes.Count > Limits.BarcodesMax)
        {
            return Refused.Because(Refusal.InvalidCount, $"Item {item.Sku}: at most {Limits.BarcodesMax} barcodes.", ("sku", item.Sku), ("max", Limits.BarcodesMax));
        }

        foreach (Barcode barcode in item.Barcodes)
        {
            if (item.Factor(barcode.Unit) is null)
            {
                return Refused.Because(
                    Refusal.UnknownUnit, $"Item {item.Sku}: barcode {barcode.Gtin} is for the unit {barcode.Unit}, which the item does not have.",
                    ("sku", item.Sku), ("gtin", barcode.Gtin), ("unit", barcode.Unit));
            }

            (SkuKey Item, UnitName Unit)? holder = state.FindBarcode(owner, barcode.Gtin);
            bool moves = holder is { } other && together.Any(i => i.Sku == other.Item.Sku);
            if (!gtins.Add(barcode.Gtin) || (holder is { } taken && taken.Item.Sku != item.Sku && !moves))
            {
                return Refused.Because(
                    Refusal.GtinTaken, $"Barcode {barcode.Gtin} is that of {holder?.Item.Sku.Value ?? "another line of this list"} already; one barcode means one unit of one item.",
                    ("sku", item.Sku), ("gtin", barcode.Gtin), ("taken_by", holder?.Item.Sku));
            }
        }

        return null;
    }
}
