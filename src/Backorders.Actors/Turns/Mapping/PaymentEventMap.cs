using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

/// <summary>Payments, and orders that fell back because they lost units.</summary>
internal static class PaymentEventMap
{
    public static Stored.PaymentDue ToStored(PaymentDue e) => new()
    {
        Owner = e.Order.Owner.Value,
        OrderNo = e.Order.OrderNo.Value,
        Parcel = e.Parcel,
        Quantity = e.Quantity.Units,
    };

    public static PaymentDue FromStored(Stored.PaymentDue s) => new(Ids.Order(s.Owner, s.OrderNo), s.Parcel, new(s.Quantity));

    public static Stored.PaymentReported ToStored(PaymentReported e) => new()
    {
        Owner = e.Order.Owner.Value,
        OrderNo = e.Order.OrderNo.Value,
        Status = (Stored.PaymentStatus)e.Status,
        Until = e.Until.UnixMicroseconds,
        Reference = e.Reference,
    };

    public static PaymentReported FromStored(Stored.PaymentReported s) => new(
        Ids.Order(s.Owner, s.OrderNo), (PaymentStatus)s.Status, new(s.Until), s.Reference);

    public static Stored.PaymentYielded ToStored(PaymentYielded e) => new() { Owner = e.Order.Owner.Value, OrderNo = e.Order.OrderNo.Value };

    public static PaymentYielded FromStored(Stored.PaymentYielded s) => new(Ids.Order(s.Owner, s.OrderNo));

    public static Stored.OrderFellBack ToStored(OrderFellBack e) => new()
    {
        Owner = e.Order.Owner.Value,
        OrderNo = e.Order.OrderNo.Value,
        Until = e.Until.UnixMicroseconds,
        Reason = (Stored.ReasonCode)e.Reason,
    };

    public static OrderFellBack FromStored(Stored.OrderFellBack s) => new(Ids.Order(s.Owner, s.OrderNo), new(s.Until), (ReasonCode)s.Reason);

    public static Stored.OrderFallBackEnded ToStored(OrderFallBackEnded e) => new()
    {
        Owner = e.Order.Owner.Value,
        OrderNo = e.Order.OrderNo.Value,
        Reason = (Stored.ReasonCode)e.Reason,
    };

    public static OrderFallBackEnded FromStored(Stored.OrderFallBackEnded s) => new(Ids.Order(s.Owner, s.OrderNo), (ReasonCode)s.Reason);

    public static Stored.TaskDamaged ToStored(TaskDamaged e) => new()
    {
        Task = e.Task.Value,
        Owner = Ids.OneOwner(e.Line.Order.Owner, e.Item.Owner),
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Sku = e.Item.Sku.Value,
        Quantity = e.Quantity.Units,
        Reason = (Stored.ReasonCode)e.Reason,
        Units = e.Units.Units,
    };

    public static TaskDamaged FromStored(Stored.TaskDamaged s) => new(
        new(s.Task), Ids.Line(s.Owner, s.OrderNo, s.LineNo), Ids.Item(s.Owner, s.Sku), new(s.Quantity), (ReasonCode)s.Reason) { Units = new(s.Units) };
}
