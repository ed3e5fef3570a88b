using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

/// <summary>What was paid and what was refunded, so that no more is refunded than was shipped or paid.</summary>
internal sealed partial class WarehouseState
{
    /// <summary>The units go to the lines of the item, the first line first. An order that is known no more is not counted.</summary>
    private void On(ReturnRefundDue e)
    {
        Quantity left = e.Quantity;
        foreach (BackorderLine line in FindOrder(e.Order)?.Lines ?? [])
        {
            Quantity part = line.Item.Key == e.Item ? Quantity.Min(left, line.Refundable) : Quantity.Zero;
            if (!part.IsZero)
            {
                line.Side ??= new LineSide();
                line.Side.Refunded += part;
                left -= part;
            }
        }

        if (FindReceipt(e.Receipt) is { } receipt)
        {
            receipt.Refund = new ToldRefund(e.Order, e.Quantity, e.Quantity - left, e.Reference);
        }
    }

    /// <summary>The units are taken from the lines of the item, the last line first, for the first was filled first. An order that was submitted after the return has no part in it.</summary>
    private void On(ReturnRefundWithdrawn e)
    {
        if (FindReceipt(e.Receipt) is not { Refund: { } told } receipt)
        {
            return;
        }

        receipt.Refund = null;
        Quantity left = told.Counted;
        foreach (BackorderLine line in FindOrder(e.Order) is { } order && order.AcceptedAt <= receipt.At ? order.Lines.AsEnumerable().Reverse() : [])
        {
            if (line.Item.Key == e.Item && line.Side is { } side)
            {
                Quantity part = Quantity.Min(left, side.Refunded);
                side.Refunded -= part;
                left -= part;
            }
        }
    }

    private void On(RefundDue e)
    {
        if (Line(e.Line).Side is { } side && !e.IsPaymentUnknown)
        {
            side.Paid -= Quantity.Min(side.Paid, e.Quantity);
        }
    }

    /// <summary>A capture pays all that is packed. What is lost afterwards stays paid.</summary>
    private static void CountPaid(OrderData order)
    {
        foreach (BackorderLine line in order.Lines)
        {
            Quantity paid = line.PaidInParcels;
            if (paid > (line.Side?.Paid ?? Quantity.Zero))
            {
                line.Side ??= new LineSide();
                line.Side.Paid = paid;
            }
        }
    }
}
