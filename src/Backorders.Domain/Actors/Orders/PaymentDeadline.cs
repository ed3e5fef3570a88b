using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>What time does to an order that is paid when packed.</summary>
internal static class PaymentDeadline
{
    /// <summary>An authorisation expires. The order keeps its place, because it is charged only when packed.</summary>
    public static void Lapse(OrderData order, ITurn turn)
    {
        if (order.Payment is { Status: not PaymentStatus.Declined } payment && payment.Until <= turn.Now)
        {
            turn.Emit(new PaymentReported(order.Key, PaymentStatus.Lapsed, Instant.Never, string.Empty));
        }
    }

    /// <summary>
    /// The time after a decline is over, and other lines get the units: unpicked ones at once, picked or packed ones when they have been put back. The parcel
    /// of a customer who does not pay must not occupy a lane for ever.
    /// </summary>
    public static void Yield(OrderData order, ITurn turn)
    {
        if (order.Payment is not { Status: PaymentStatus.Declined, Yielded: false })
        {
            return;
        }

        turn.Emit(new PaymentYielded(order.Key));
        Unwinding.Run(order, ReasonCode.PaymentDeclined, turn);
    }
}
