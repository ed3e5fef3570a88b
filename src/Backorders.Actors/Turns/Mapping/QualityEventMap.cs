using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

/// <summary>Events about the condition of units, and about what is more or less than it should be.</summary>
internal static class QualityEventMap
{
    public static Stored.StockAdjusted ToStored(StockAdjusted e)
    {
        Stored.StockAdjusted s = new()
        {
            Owner = e.Item.Owner.Value,
            Sku = e.Item.Sku.Value,
            Lot = Ids.Stored(e.Lot),
            Difference = e.Difference,
            Missing = e.Missing.Units,
            Reason = (Stored.ReasonCode)e.Reason,
            Device = e.Scan.Device.Value,
            Scan = e.Scan.Scan.Value,
        };
        if (e.Expected is { } expected)
        {
            s.Expected = expected;
        }

        if (e.Counted is { } counted)
        {
            s.Counted = counted;
        }

        s.Serials.AddRange(e.Serials.Select(n => n.Value));
        return s;
    }

    public static StockAdjusted FromStored(Stored.StockAdjusted s) => new(
        Ids.Item(s.Owner, s.Sku), s.Difference, new(s.Missing), (ReasonCode)s.Reason, Ids.Scan(s.Device, s.Scan))
    {
        Expected = s.HasExpected ? s.Expected : null,
        Counted = s.HasCounted ? s.Counted : null,
        Serials = Ids.Serials(s.Serials),
        Lot = Ids.Lot(s.Lot),
    };

    public static Stored.QualityChanged ToStored(QualityChanged e) => new()
    {
        Owner = e.Item.Owner.Value,
        Sku = e.Item.Sku.Value,
        Lot = Ids.Stored(e.Lot),
        Quantity = e.Quantity.Units,
        From = (Stored.Quality)e.From,
        To = (Stored.Quality)e.To,
        Reason = (Stored.ReasonCode)e.Reason,
        Receipt = e.Receipt.Value,
        DockedAt = e.DockedAt.UnixMicroseconds,
        Door = e.Door.Value,
    };

    public static QualityChanged FromStored(Stored.QualityChanged s) => new(
        Ids.Item(s.Owner, s.Sku), new(s.Quantity), (Quality)s.From, (Quality)s.To, (ReasonCode)s.Reason)
    {
        Receipt = new(s.Receipt),
        DockedAt = new(s.DockedAt),
        Door = Ids.Door(s.Door),
        Lot = Ids.Lot(s.Lot),
    };

    public static Stored.UnitsDisposed ToStored(UnitsDisposed e) => new()
    {
        Owner = e.Item.Owner.Value,
        Sku = e.Item.Sku.Value,
        Lot = Ids.Stored(e.Lot),
        Quantity = e.Quantity.Units,
        From = (Stored.Quality)e.From,
        Disposition = (Stored.DispositionCode)e.Disposition,
        Reason = (Stored.ReasonCode)e.Reason,
        Receipt = e.Receipt.Value,
        DockedAt = e.DockedAt.UnixMicroseconds,
        Door = e.Door.Value,
    };

    public static UnitsDisposed FromStored(Stored.UnitsDisposed s) => new(
        Ids.Item(s.Owner, s.Sku), new(s.Quantity), (Quality)s.From, (DispositionCode)s.Disposition, (ReasonCode)s.Reason, new(s.Receipt), new(s.DockedAt),
        Ids.Door(s.Door))
    {
        Lot = Ids.Lot(s.Lot),
    };

    public static Stored.OverageHeld ToStored(OverageHeld e) => new()
    {
        Receipt = e.Receipt.Value,
        Owner = Ids.OneOwner(e.Item.Owner, e.Asn.Owner),
        Sku = e.Item.Sku.Value,
        Lot = Ids.Stored(e.Lot),
        Quantity = e.Quantity.Units,
        AsnNo = e.Asn.AsnNo.Value,
        Task = e.Task.Value,
    };

    public static OverageHeld FromStored(Stored.OverageHeld s) => new(
        new(s.Receipt), Ids.Item(s.Owner, s.Sku), new(s.Quantity), Ids.Asn(s.Owner, s.AsnNo), new(s.Task))
    {
        Lot = Ids.Lot(s.Lot),
    };

    public static Stored.OverageDecided ToStored(OverageDecided e) => new()
    {
        Receipt = e.Receipt.Value,
        Owner = e.Item.Owner.Value,
        Sku = e.Item.Sku.Value,
        Quantity = e.Quantity.Units,
        Disposition = (Stored.DispositionCode)e.Disposition,
        Reason = (Stored.ReasonCode)e.Reason,
        Task = e.Task.Value,
    };

    public static OverageDecided FromStored(Stored.OverageDecided s) => new(
        new(s.Receipt), Ids.Item(s.Owner, s.Sku), new(s.Quantity), (DispositionCode)s.Disposition, (ReasonCode)s.Reason, new(s.Task));

    public static Stored.VarianceApproved ToStored(VarianceApproved e) => new()
    {
        Owner = e.Item.Owner.Value,
        Sku = e.Item.Sku.Value,
        Device = e.Scan.Device.Value,
        Scan = e.Scan.Scan.Value,
        Quantity = e.Quantity.Units,
        Reason = (Stored.ReasonCode)e.Reason,
    };

    public static VarianceApproved FromStored(Stored.VarianceApproved s) => new(
        Ids.Item(s.Owner, s.Sku), Ids.Scan(s.Device, s.Scan), new(s.Quantity), (ReasonCode)s.Reason);

    public static Stored.ReturnRefundDue ToStored(ReturnRefundDue e) => new()
    {
        Receipt = e.Receipt.Value,
        Owner = Ids.OneOwner(e.Item.Owner, e.Order.Owner),
        OrderNo = e.Order.OrderNo.Value,
        Sku = e.Item.Sku.Value,
        Quantity = e.Quantity.Units,
        Disposition = (Stored.DispositionCode)(e.Disposition ?? 0),
        Reference = e.Reference,
    };

    public static ReturnRefundDue FromStored(Stored.ReturnRefundDue s) => new(
        new(s.Receipt), Ids.Order(s.Owner, s.OrderNo), Ids.Item(s.Owner, s.Sku), new(s.Quantity),
        s.Disposition == Stored.DispositionCode.Unspecified ? null : (DispositionCode)s.Disposition, s.Reference);

    public static Stored.ReturnRefundWithdrawn ToStored(ReturnRefundWithdrawn e) => new()
    {
        Receipt = e.Receipt.Value,
        Owner = Ids.OneOwner(e.Item.Owner, e.Order.Owner),
        OrderNo = e.Order.OrderNo.Value,
        Sku = e.Item.Sku.Value,
        Quantity = e.Quantity.Units,
        Reference = e.Reference,
    };

    public static ReturnRefundWithdrawn FromStored(Stored.ReturnRefundWithdrawn s) => new(
        new(s.Receipt), Ids.Order(s.Owner, s.OrderNo), Ids.Item(s.Owner, s.Sku), new(s.Quantity), s.Reference);

    public static Stored.ReturnBeyondShipped ToStored(ReturnBeyondShipped e) => new()
    {
        Receipt = e.Receipt.Value,
        Owner = Ids.OneOwner(e.Item.Owner, e.Order.Owner),
        OrderNo = e.Order.OrderNo.Value,
        Sku = e.Item.Sku.Value,
        Quantity = e.Quantity.Units,
        Shipped = e.Shipped.Units,
        Disposition = (Stored.DispositionCode)(e.Disposition ?? 0),
        Reference = e.Reference,
    };

    public static ReturnBeyondShipped FromStored(Stored.ReturnBeyondShipped s) => new(
        new(s.Receipt), Ids.Order(s.Owner, s.OrderNo), Ids.Item(s.Owner, s.Sku), new(s.Quantity), new(s.Shipped),
        s.Disposition == Stored.DispositionCode.Unspecified ? null : (DispositionCode)s.Disposition, s.Reference);

    public static Stored.LotRecalled ToStored(LotRecalled e)
    {
        Stored.LotRecalled s = new() { Owner = e.Item.Owner.Value, Sku = e.Item.Sku.Value, Lot = Ids.Stored(e.Lot), Reason = (Stored.ReasonCode)e.Reason };
        s.Packed.AddRange(e.Packed.Select(t => t.Value));
        s.Shipped.AddRange(e.Shipped.Select(t => t.Value));
        return s;
    }

    public static LotRecalled FromStored(Stored.LotRecalled s) => new(
        Ids.Item(s.Owner, s.Sku), Ids.Lot(s.Lot)!, (ReasonCode)s.Reason, [.. s.Packed.Select(t => new TaskId(t))], [.. s.Shipped.Select(t => new TaskId(t))]);

    public static Stored.LotReleased ToStored(LotReleased e) => new()
    {
        Owner = e.Item.Owner.Value, Sku = e.Item.Sku.Value, Lot = Ids.Stored(e.Lot), Reason = (Stored.ReasonCode)e.Reason,
    };

    public static LotReleased FromStored(Stored.LotReleased s) => new(Ids.Item(s.Owner, s.Sku), Ids.Lot(s.Lot)!, (ReasonCode)s.Reason);
}
