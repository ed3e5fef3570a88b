using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

/// <summary>What customers are asked, told and charged.</summary>
internal static class CustomerEventMap
{
    public static Stored.DelayConsentNeeded ToStored(DelayConsentNeeded e) => new()
    {
        Owner = e.Line.Order.Owner.Value,
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        From = e.From.UnixMicroseconds,
        To = e.To.UnixMicroseconds,
        Deadline = e.Deadline.UnixMicroseconds,
        SilenceConsents = e.SilenceConsents,
        Cause = (Stored.PromiseCause)e.Cause,
        Sku = e.Sku.Value,
    };

    public static DelayConsentNeeded FromStored(Stored.DelayConsentNeeded s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo), new(s.From), new(s.To), new(s.Deadline), s.SilenceConsents)
    {
        Sku = Ids.Sku(s.Sku), Cause = (PromiseCause)s.Cause,
    };

    public static Stored.DelayConsentEnded ToStored(DelayConsentEnded e) => new()
    {
        Owner = e.Line.Order.Owner.Value,
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Answer = (Stored.DelayAnswer)e.Answer,
        Agreed = e.Agreed.UnixMicroseconds,
        Sku = e.Sku.Value,
    };

    public static DelayConsentEnded FromStored(Stored.DelayConsentEnded s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo), (DelayAnswer)s.Answer, new(s.Agreed))
    {
        Sku = Ids.Sku(s.Sku),
    };

    public static Stored.RefundDue ToStored(RefundDue e) => new()
    {
        Owner = e.Line.Order.Owner.Value,
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Quantity = e.Quantity.Units,
        Reason = (Stored.ReasonCode)e.Reason,
        Sku = e.Sku.Value,
        PaymentUnknown = e.IsPaymentUnknown,
    };

    public static RefundDue FromStored(Stored.RefundDue s) => new(Ids.Line(s.Owner, s.OrderNo, s.LineNo), new(s.Quantity), (ReasonCode)s.Reason)
    {
        Sku = Ids.Sku(s.Sku),
        IsPaymentUnknown = s.PaymentUnknown,
    };

    public static Stored.CompensationDue ToStored(CompensationDue e) => new()
    {
        Owner = e.Line.Order.Owner.Value,
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Promise = e.Promise.UnixMicroseconds,
        DaysLate = e.DaysLate,
        Quantity = e.Quantity.Units,
        Sku = e.Sku.Value,
    };

    public static CompensationDue FromStored(Stored.CompensationDue s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo), new(s.Promise), s.DaysLate, new(s.Quantity))
    {
        Sku = Ids.Sku(s.Sku),
    };

    public static Stored.SubstitutionOffered ToStored(SubstitutionOffered e) => new()
    {
        Owner = Ids.OneOwner(e.Line.Order.Owner, e.Item.Owner),
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Sku = e.Item.Sku.Value,
        Substitute = e.Substitute.Value,
        Quantity = e.Quantity.Units,
    };

    public static SubstitutionOffered FromStored(Stored.SubstitutionOffered s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo), Ids.Item(s.Owner, s.Sku), Ids.Sku(s.Substitute), new(s.Quantity));

    public static Stored.SubstitutionEnded ToStored(SubstitutionEnded e) => new()
    {
        Owner = e.Line.Order.Owner.Value,
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Answer = (Stored.SubstitutionAnswer)e.Answer,
        Sku = e.Sku.Value,
    };

    public static SubstitutionEnded FromStored(Stored.SubstitutionEnded s) => new(Ids.Line(s.Owner, s.OrderNo, s.LineNo), (SubstitutionAnswer)s.Answer)
    {
        Sku = Ids.Sku(s.Sku),
    };

    public static Stored.LineSubstituted ToStored(LineSubstituted e) => new()
    {
        Owner = e.Line.Order.Owner.Value,
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        By = OrderEventMap.Line(e.By),
        Sku = e.Sku.Value,
    };

    public static LineSubstituted FromStored(Stored.LineSubstituted s) => new(Ids.Line(s.Owner, s.OrderNo, s.LineNo), OrderEventMap.Line(s.By))
    {
        Sku = Ids.Sku(s.Sku),
    };

    public static Stored.BackInStockRequested ToStored(BackInStockRequested e) => new()
    {
        Owner = e.Item.Owner.Value,
        Sku = e.Item.Sku.Value,
        Reference = e.Reference,
        Quantity = e.Quantity.Units,
    };

    public static BackInStockRequested FromStored(Stored.BackInStockRequested s) => new(Ids.Item(s.Owner, s.Sku), s.Reference, new(s.Quantity));

    public static Stored.BackInStock ToStored(BackInStock e) => new()
    {
        Owner = e.Item.Owner.Value,
        Sku = e.Item.Sku.Value,
        Reference = e.Reference,
        Quantity = e.Quantity.Units,
        SpokenForUntil = e.SpokenForUntil.UnixMicroseconds,
    };

    public static BackInStock FromStored(Stored.BackInStock s) => new(Ids.Item(s.Owner, s.Sku), s.Reference, new(s.Quantity), new(s.SpokenForUntil));

    public static Stored.BackInStockWithdrawn ToStored(BackInStockWithdrawn e) => new()
    {
        Owner = e.Item.Owner.Value,
        Sku = e.Item.Sku.Value,
        Reference = e.Reference,
    };

    public static BackInStockWithdrawn FromStored(Stored.BackInStockWithdrawn s) => new(Ids.Item(s.Owner, s.Sku), s.Reference);
}
