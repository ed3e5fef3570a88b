using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Security;

namespace Backorders.Server.Mapping.Receiving;

/// <summary>Messages of the Receiving service, turned into commands.</summary>
internal static class ReceivingMessages
{
    public static Parsed Receive(V1.ReceiveRequest m, Caller caller, OwnerId owner, Instant now)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        ScanKey scan = new(border.Device(m.DeviceId), border.Scan(m.ScanId));
        Receive command = new(
            new SkuKey(owner, border.ScannedSku(m.Sku, m.Gtin)), border.Quantity(m.Quantity), border.Unit(m.Unit), scan, border.Door(m.Door),
            border.OptionalAsnNo(m.AsnNo), border.Lpn(m.Lpn), border.Quality(m.Quality, "quality", Quality.Usable),
            border.Time(m.OccurredAt, "occurred_at") ?? now)
        {
            Gtin = border.Gtin(m.Gtin), Serials = border.Serials(m.Serials), Lot = border.OptionalLot(m.Lot), Expiry = border.Day(m.Expiry),
        };
        return Envelope.Close(ref border, caller, warehouse, CommandKey.ForScan(owner, scan.Device, scan.Scan), "Receive", m, command);
    }

    public static Parsed Container(V1.ReceiveContainerRequest m, Caller caller, OwnerId owner, Instant now)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        ScanKey scan = new(border.Device(m.DeviceId), border.Scan(m.ScanId));
        ReceiveContainer command = new(owner, border.Lpn(m.Lpn, required: true), scan, border.Door(m.Door), border.Time(m.OccurredAt, "occurred_at") ?? now);
        return Envelope.Close(ref border, caller, warehouse, CommandKey.ForScan(owner, scan.Device, scan.Scan), "ReceiveContainer", m, command);
    }

    public static Parsed Reverse(V1.ReverseReceiptRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        ReverseReceipt command = new(owner, new ScanKey(border.Device(m.DeviceId), border.Scan(m.ScanId)), border.Reason(m.Reason, required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "ReverseReceipt", m, command);
    }

    public static Parsed Return(V1.ReceiveReturnRequest m, Caller caller, OwnerId owner, Instant now)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        ScanKey scan = new(border.Device(m.DeviceId), border.Scan(m.ScanId));
        ReceiveReturn command = new(
            new SkuKey(owner, border.ScannedSku(m.Sku, m.Gtin)), border.Quantity(m.Quantity), border.Unit(m.Unit), scan, border.Door(m.Door),
            border.Quality(m.Quality, "quality", Quality.Usable), border.Text(m.Reference, "reference"), border.Time(m.OccurredAt, "occurred_at") ?? now)
        {
            Gtin = border.Gtin(m.Gtin), Order = border.OptionalOrderNo(m.OrderNo), Disposition = border.Disposition(m.Disposition),
            Serials = border.Serials(m.Serials), Lot = border.OptionalLot(m.Lot), Expiry = border.Day(m.Expiry),
        };
        return Envelope.Close(ref border, caller, warehouse, CommandKey.ForScan(owner, scan.Device, scan.Scan), "ReceiveReturn", m, command);
    }

    public static Parsed Count(V1.CountStockRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        ScanKey scan = new(border.Device(m.DeviceId), border.Scan(m.ScanId));
        long? counted = null;
        long difference = 0;
        switch (m.FindingCase)
        {
            case V1.CountStockRequest.FindingOneofCase.Counted:
                counted = border.Quantity(m.Counted, "counted", min: 0);
                break;
            case V1.CountStockRequest.FindingOneofCase.Difference:
                difference = Difference(ref border, m.Difference);
                break;
            default:
                border.Note(Refusal.InvalidValue, "finding", "give either 'counted' or 'difference'");
                break;
        }

        CountStock command = new(new SkuKey(owner, border.ScannedSku(m.Sku, m.Gtin)), counted, difference, border.Reason(m.Reason, required: true), scan)
        {
            Unit = border.Unit(m.Unit), Gtin = border.Gtin(m.Gtin), Serials = border.Serials(m.Serials), Lot = border.OptionalLot(m.Lot), Expiry = border.Day(m.Expiry),
        };
        return Envelope.Close(ref border, caller, warehouse, CommandKey.ForScan(owner, scan.Device, scan.Scan), "CountStock", m, command);
    }

    private static long Difference(ref Border border, long value)
    {
        if (value == 0 || value is < -Limits.QuantityMax or > Limits.QuantityMax)
        {
            border.Note(Refusal.InvalidQuantity, "difference", $"{value} is 0 or more than {Limits.QuantityMax} either way");
        }

        return value;
    }
}
