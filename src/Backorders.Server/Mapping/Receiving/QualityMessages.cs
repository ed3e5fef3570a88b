using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Security;

namespace Backorders.Server.Mapping.Receiving;

/// <summary>Messages of the Receiving service about the condition of units and what is decided about them, turned into commands.</summary>
internal static class QualityMessages
{
    public static Parsed SetQuality(V1.SetQualityRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        SetQuality command = new(
            new SkuKey(owner, border.Sku(m.Sku)), border.Quantity(m.Quantity), border.Quality(m.From, "from", null), border.Quality(m.To, "to", null),
            border.Reason(m.Reason, required: true))
        {
            Receipt = border.OptionalReceipt(m.ReceiptId), Lot = border.OptionalLot(m.Lot), Expiry = border.Day(m.Expiry),
        };
        if (m.From == m.To)
        {
            border.Note(Refusal.InvalidValue, "to", "must be another condition than 'from'");
        }

        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "SetQuality", m, command);
    }

    public static Parsed Dispose(V1.DisposeUnitsRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        DisposeUnits command = new(
            new SkuKey(owner, border.Sku(m.Sku)), border.Quantity(m.Quantity), border.Quality(m.From, "from", null),
            border.Disposition(m.Disposition) ?? border.Missing<DispositionCode>("disposition"), border.Reason(m.Reason, required: true))
        {
            Receipt = border.OptionalReceipt(m.ReceiptId), Lot = border.OptionalLot(m.Lot), Expiry = border.Day(m.Expiry), Serials = border.Serials(m.Serials),
        };
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "DisposeUnits", m, command);
    }

    public static Parsed DecideOverage(V1.DecideOverageRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        DecideOverage command = new(
            owner, border.OptionalReceipt(m.ReceiptId) ?? border.Missing<ReceiptId>("receipt_id"),
            border.Disposition(m.Disposition) ?? border.Missing<DispositionCode>("disposition"), border.Reason(m.Reason, required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "DecideOverage", m, command);
    }

    public static Parsed ApproveVariance(V1.ApproveVarianceRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        ApproveVariance command = new(owner, new ScanKey(border.Device(m.DeviceId), border.Scan(m.ScanId)), border.Reason(m.Reason, required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "ApproveVariance", m, command);
    }
}
