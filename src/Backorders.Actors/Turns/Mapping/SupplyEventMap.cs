using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

internal static class SupplyEventMap
{
    public static Stored.ReceiptRecorded ToStored(ReceiptRecorded e)
    {
        Stored.ReceiptRecorded s = new()
        {
            Receipt = e.Receipt.Value,
            Kind = (Stored.ReceiptKind)e.Kind,
            Owner = e.Item.Owner.Value,
            Sku = e.Item.Sku.Value,
            Lot = Ids.Stored(e.Lot),
            Quantity = e.Quantity.Units,
            Device = e.Scan.Device.Value,
            Scan = e.Scan.Scan.Value,
            Door = e.Door.Value,
            Lpn = e.Lpn,
            Quality = (Stored.Quality)e.Quality,
            OccurredAt = e.OccurredAt.UnixMicroseconds,
        };
        if (e.Asn is { } asn)
        {
            s.Owner = Ids.OneOwner(e.Item.Owner, asn.Owner);
            s.AsnNo = asn.AsnNo.Value;
        }

        s.Serials.AddRange(e.Serials.Select(n => n.Value));
        return s;
    }

    public static ReceiptRecorded FromStored(Stored.ReceiptRecorded s) => new(
        new(s.Receipt),
        (ReceiptKind)s.Kind,
        Ids.Item(s.Owner, s.Sku),
        new(s.Quantity),
        Ids.Scan(s.Device, s.Scan),
        Ids.Door(s.Door),
        s.HasAsnNo ? Ids.Asn(s.Owner, s.AsnNo) : null,
        s.Lpn,
        (Quality)s.Quality,
        new(s.OccurredAt))
    {
        Serials = Ids.Serials(s.Serials),
        Lot = Ids.Lot(s.Lot),
    };

    public static Stored.ReceiptReversed ToStored(ReceiptReversed e) => new()
    {
        Receipt = e.Receipt.Value,
        Owner = e.Item.Owner.Value,
        Sku = e.Item.Sku.Value,
        Lot = Ids.Stored(e.Lot),
        Quantity = e.Quantity.Units,
        Variance = e.Variance.Units,
        Reason = (Stored.ReasonCode)e.Reason,
        From = (Stored.Quality)e.From,
    };

    public static ReceiptReversed FromStored(Stored.ReceiptReversed s) => new(
        new(s.Receipt), Ids.Item(s.Owner, s.Sku), new(s.Quantity), new(s.Variance), (ReasonCode)s.Reason, (Quality)s.From)
    {
        Lot = Ids.Lot(s.Lot),
    };

    public static Stored.UnitsPutAway ToStored(UnitsPutAway e) => new()
    {
        Owner = e.Item.Owner.Value,
        Sku = e.Item.Sku.Value,
        Lot = Ids.Stored(e.Lot),
        Quantity = e.Quantity.Units,
        Receipt = e.Receipt.Value,
    };

    public static UnitsPutAway FromStored(Stored.UnitsPutAway s) => new(Ids.Item(s.Owner, s.Sku), new(s.Quantity), new(s.Receipt))
    {
        Lot = Ids.Lot(s.Lot),
    };

    public static Stored.UnitsTakenFromStorage ToStored(UnitsTakenFromStorage e) => new()
    {
        Owner = e.Item.Owner.Value,
        Sku = e.Item.Sku.Value,
        Lot = Ids.Stored(e.Lot),
        Quantity = e.Quantity.Units,
        Reason = (Stored.ReasonCode)e.Reason,
    };

    public static UnitsTakenFromStorage FromStored(Stored.UnitsTakenFromStorage s) => new(
        Ids.Item(s.Owner, s.Sku), new(s.Quantity), (ReasonCode)s.Reason)
    {
        Lot = Ids.Lot(s.Lot),
    };
}
