using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Commands;
using Backorders.Domain.Values;

namespace Backorders.Server.Services;

/// <summary>An order, shipment or task that an owner asked for and does not have, but another owner may have: for the audit.</summary>
/// <param name="What">Order, shipment or task.</param>
/// <param name="Number">Its number.</param>
/// <param name="WhoHasIt">The question which of several owners has it.</param>
internal sealed record ForeignThing(string What, string Number, Func<IReadOnlyList<OwnerId>, Question<OwnerId?>> WhoHasIt)
{
    /// <summary>What a refused command was about; null when it was not about something that could be another owner's.</summary>
    public static ForeignThing? Of(Command command, Refusal reason) => (reason, command) switch
    {
        (Refusal.UnknownOrder, AmendOrder c) => Order(c.Order.OrderNo),
        (Refusal.UnknownOrder, CancelOrder c) => Order(c.Order.OrderNo),
        (Refusal.UnknownOrder, HoldOrder c) => Order(c.Order.OrderNo),
        (Refusal.UnknownOrder, ReleaseOrder c) => Order(c.Order.OrderNo),
        (Refusal.UnknownOrder, ExpediteOrder c) => Order(c.Order.OrderNo),
        (Refusal.UnknownOrder, AnswerDelay c) => Order(c.Order.OrderNo),
        (Refusal.UnknownOrder, OfferSubstitution c) => Order(c.Line.Order.OrderNo),
        (Refusal.UnknownOrder, AnswerSubstitution c) => Order(c.Line.Order.OrderNo),
        (Refusal.UnknownOrder, ReportPayment c) => Order(c.Order.OrderNo),
        (Refusal.UnknownShipment, SplitShipment c) => Shipment(c.Asn.AsnNo),
        (Refusal.UnknownTask, ReportDamage c) => Task(c.Lease.Task),
        (Refusal.UnknownShipment, UpdateShipment c) => Shipment(c.Asn.AsnNo),
        (Refusal.UnknownShipment, CancelShipment c) => Shipment(c.Asn.AsnNo),
        (Refusal.UnknownShipment, CloseShipment c) => Shipment(c.Asn.AsnNo),
        (Refusal.UnknownShipment, Receive { Asn: { } asn }) => Shipment(asn),
        (Refusal.UnknownTask, StartTask c) => Task(c.Lease.Task),
        (Refusal.UnknownTask, ConfirmPick c) => Task(c.Lease.Task),
        (Refusal.UnknownTask, ReportShort c) => Task(c.Lease.Task),
        (Refusal.UnknownTask, ReturnTask c) => Task(c.Lease.Task),
        _ => null,
    };

    public static ForeignThing Order(OrderNo number) => new("order", number.Value, owners => new FindOrderOwner(number, owners));

    public static ForeignThing Shipment(AsnNo number) => new("shipment", number.Value, owners => new FindShipmentOwner(number, owners));

    public static ForeignThing Task(TaskId id) => new("task", id.ToString(), _ => new FindTaskOwner(id));
}
