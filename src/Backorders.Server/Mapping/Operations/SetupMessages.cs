using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Security;

namespace Backorders.Server.Mapping.Operations;

/// <summary>Messages of the Items and Operations services, turned into commands.</summary>
internal static class SetupMessages
{
    public static Parsed DefineItems(V1.DefineItemsRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        border.Count(m.Items.Count, 1, Limits.ItemsMax, "items");
        Item[] items = new Item[Math.Min(m.Items.Count, Limits.ItemsMax)];
        HashSet<Sku> seen = [];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Item(ref border, m.Items[i]);
            if (!seen.Add(items[i].Sku))
            {
                border.Note(Refusal.InvalidValue, "items.sku", $"{items[i].Sku} stands there twice");
            }
        }

        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "DefineItems", m, new DefineItems(owner, items));
    }

    public static Parsed SetPolicy(V1.SetPolicyRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        if (m.Policy is null != m.Drop)
        {
            border.Note(Refusal.InvalidValue, "policy", m.Drop ? "must not be set together with drop" : "is missing");
        }

        if (m.Drop && !m.OfOwner)
        {
            border.Note(Refusal.InvalidValue, "drop", "needs of_owner: the warehouse always has a policy");
        }

        OwnerId? owner = m.OfOwner ? caller.RequireOwner() : null;
        Command command = m.Drop ? new DropPolicy(owner ?? default) : new SetPolicy(PolicyMessages.Policy(ref border, m.Policy ?? new V1.Policy()), owner);
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "SetPolicy", m, command);
    }

    private static Item Item(ref Border border, V1.Item m)
    {
        border.Count(m.Units.Count, 0, Limits.UnitsMax, "items.units");
        UnitOfMeasure[] units = new UnitOfMeasure[Math.Min(m.Units.Count, Limits.UnitsMax)];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = new UnitOfMeasure(border.Unit(m.Units[i].Name, "items.units.name"), m.Units[i].BaseUnits) { Unbreakable = m.Units[i].Unbreakable };
            if (m.Units[i].Name.Length == 0)
            {
                border.Note(Refusal.InvalidId, "items.units.name", "is missing");
            }
        }

        border.Count(m.Substitutes.Count, 0, Limits.SubstitutesMax, "items.substitutes");
        Sku[] substitutes = new Sku[Math.Min(m.Substitutes.Count, Limits.SubstitutesMax)];
        for (int i = 0; i < substitutes.Length; i++)
        {
            substitutes[i] = border.Sku(m.Substitutes[i], "items.substitutes");
        }

        return new Item(border.Sku(m.Sku, "items.sku"), border.Text(m.Description, "items.description"), m.IsGoods, units)
        {
            Barcodes = Barcodes(ref border, m),
            IsLotControlled = m.LotControlled,
            IsExpiryControlled = m.ExpiryControlled,
            MinRemainingDays = m.MinRemainingDays,
            IsSerialControlled = m.SerialControlled,
            ReleaseAt = border.Time(m.ReleaseAt, "items.release_at") ?? default,
            Substitutes = substitutes,
        };
    }

    private static Barcode[] Barcodes(ref Border border, V1.Item m)
    {
        border.Count(m.Barcodes.Count, 0, Limits.BarcodesMax, "items.barcodes");
        Barcode[] barcodes = new Barcode[Math.Min(m.Barcodes.Count, Limits.BarcodesMax)];
        for (int i = 0; i < barcodes.Length; i++)
        {
            barcodes[i] = new Barcode(
                border.Gtin(m.Barcodes[i].Gtin, "items.barcodes.gtin") ?? default, border.Unit(m.Barcodes[i].Unit, "items.barcodes.unit"));
            if (m.Barcodes[i].Gtin.Length == 0)
            {
                border.Note(Refusal.InvalidId, "items.barcodes.gtin", "is missing");
            }
        }

        return barcodes;
    }
}
