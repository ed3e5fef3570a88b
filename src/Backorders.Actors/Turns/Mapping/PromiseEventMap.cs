using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

internal static class PromiseEventMap
{
    public static Stored.LinePegged ToStored(LinePegged e) => new()
    {
        Owner = Ids.OneOwner(e.Line.Order.Owner, e.Asn.Owner),
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        AsnNo = e.Asn.AsnNo.Value,
        Sku = e.Sku.Value,
        Quantity = e.Quantity.Units,
    };

    public static LinePegged FromStored(Stored.LinePegged s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo), Ids.Asn(s.Owner, s.AsnNo), Ids.Sku(s.Sku), new(s.Quantity));

    public static Stored.LineUnpegged ToStored(LineUnpegged e) => new()
    {
        Owner = Ids.OneOwner(e.Line.Order.Owner, e.Asn.Owner),
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        AsnNo = e.Asn.AsnNo.Value,
        Sku = e.Sku.Value,
        Quantity = e.Quantity.Units,
    };

    public static LineUnpegged FromStored(Stored.LineUnpegged s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo), Ids.Asn(s.Owner, s.AsnNo), Ids.Sku(s.Sku), new(s.Quantity));

    public static Stored.PromiseGiven ToStored(PromiseGiven e) => new()
    {
        Owner = Ids.OneOwner(e.Line.Order.Owner, e.Asn.Owner),
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Promise = e.Promise.UnixMicroseconds,
        AsnNo = e.Asn.AsnNo.Value,
        Sku = e.Sku.Value,
    };

    public static PromiseGiven FromStored(Stored.PromiseGiven s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo), new(s.Promise), Ids.Asn(s.Owner, s.AsnNo))
    {
        Sku = Ids.Sku(s.Sku),
    };

    public static Stored.PromiseChanged ToStored(PromiseChanged e)
    {
        Stored.PromiseChanged s = new()
        {
            Owner = e.Line.Order.Owner.Value,
            OrderNo = e.Line.Order.OrderNo.Value,
            LineNo = e.Line.LineNo,
            From = e.From.UnixMicroseconds,
            To = e.To.UnixMicroseconds,
            Cause = (Stored.PromiseCause)e.Cause,
            Sku = e.Sku.Value,
        };
        if (e.Because is { } because)
        {
            s.Owner = Ids.OneOwner(e.Line.Order.Owner, because.Owner);
            s.BecauseAsnNo = because.AsnNo.Value;
        }

        return s;
    }

    public static PromiseChanged FromStored(Stored.PromiseChanged s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo), new(s.From), new(s.To), s.HasBecauseAsnNo ? Ids.Asn(s.Owner, s.BecauseAsnNo) : null)
    {
        Sku = Ids.Sku(s.Sku), Cause = (PromiseCause)s.Cause,
    };

    public static Stored.LinePlaced ToStored(LinePlaced e) => new()
    {
        Owner = e.Line.Order.Owner.Value,
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
    };

    public static LinePlaced FromStored(Stored.LinePlaced s) => new(Ids.Line(s.Owner, s.OrderNo, s.LineNo));

    public static Stored.LineUrgent ToStored(LineUrgent e) => new()
    {
        Owner = e.Line.Order.Owner.Value,
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Because = (int)e.Because,
    };

    public static LineUrgent FromStored(Stored.LineUrgent s) => new(Ids.Line(s.Owner, s.OrderNo, s.LineNo), (UrgentReasons)s.Because);

    public static Stored.CoverChanged ToStored(CoverChanged e) => new()
    {
        Owner = e.Order.Owner.Value,
        OrderNo = e.Order.OrderNo.Value,
        LineNo = e.LineNo,
        IsCovered = e.IsCovered,
        From = e.From.UnixMicroseconds,
    };

    public static CoverChanged FromStored(Stored.CoverChanged s) => new(Ids.Order(s.Owner, s.OrderNo), s.LineNo, s.IsCovered) { From = new(s.From) };

    public static Stored.DayBegan ToStored(DayBegan e) => new() { Day = e.Date.DayNumber };

    public static DayBegan FromStored(Stored.DayBegan s) => new(DateOnly.FromDayNumber(s.Day));
}
