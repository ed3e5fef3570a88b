using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>
/// Orders that are paid when packed. The authorisation of a card expires within days, but a backorder may wait for weeks. So nothing is charged before a parcel
/// is ready, and nothing leaves before it is paid.
/// </summary>
internal static class PaymentHandler
{
    public static Refused? Handle(ReportPayment c, TurnContext turn)
    {
        if ((Check.OpenOrder(turn.State, c.Order, out OrderData order) ?? Check.Text("reference", c.Reference)) is { } refused)
        {
            return refused;
        }

        if (order.Payment is not { } payment)
        {
            return Refused.Because(
                Refusal.PaymentNotExpected, $"Order {c.Order.OrderNo} is not paid when packed: it was submitted without payment_required.", ("order_no", c.Order.OrderNo));
        }

        if (c.Status is not (PaymentStatus.Authorised or PaymentStatus.Captured or PaymentStatus.Declined) || (c.Status == PaymentStatus.Authorised && c.Until <= turn.Now))
        {
            return Refused.Because(
                Refusal.InvalidValue, "A payment is authorised until a time to come, captured, or declined.", ("status", c.Status), ("until", c.Until));
        }

        if (c.Status == PaymentStatus.Captured && !order.Tasks.Any(t => t.State == TaskState.Packed && !t.IsPaid))
        {
            return Refused.Because(
                Refusal.PaymentNotDue, $"Nothing of order {c.Order.OrderNo} is packed and unpaid. Wait for the event payment_due.", ("order_no", c.Order.OrderNo));
        }

        bool again = c.Status == PaymentStatus.Declined && payment.Status == PaymentStatus.Declined; // saying it twice does not make the time longer
        Instant until = c.Status switch
        {
            PaymentStatus.Authorised => c.Until,
            PaymentStatus.Declined => again ? payment.Until : turn.Now + TimeSpan.FromHours(turn.State.PolicyOf(c.Order.Owner).PaymentParkHours),
            _ => Instant.Never,
        };
        bool wasStopped = payment.Status == PaymentStatus.Declined;
        turn.Emit(new PaymentReported(c.Order, c.Status, until, c.Reference));
        if (wasStopped && !order.IsStopped)
        {
            turn.Send(new ReconsiderOrder(order.Key));
            UnitSearch.AskQueues(order, turn);
        }

        return null;
    }
}
