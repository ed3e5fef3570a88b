using Backorders.Domain.Events;
using Backorders.Domain.Ids;

namespace Backorders.Server.Mapping.Events;

/// <summary>Events about the condition of units, and about what is more or less than it should be, in the words of the contract.</summary>
internal static class QualityEventForms
{
    public static V1.Event? Of(Event change) => OfCondition(change) ?? OfDecision(change) ?? OfReturn(change) ?? OfLot(change) ?? ContainerForms.Event(change);

    private static V1.Event? OfCondition(Event change) => change switch
    {
        StockAdjusted e => new V1.Event { Owner = e.Item.Owner.Value, StockAdjusted = Adjusted(e) },
        QualityChanged e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            QualityChanged = new V1.QualityChanged
            {
                Sku = Sku(e.Item),
                Quantity = e.Quantity.Units,
                From = (V1.Quality)e.From,
                To = (V1.Quality)e.To,
                Reason = (V1.ReasonCode)e.Reason,
                ReceiptId = e.Receipt.Value,
                Lot = LotForms.No(e.Lot),
                Expiry = LotForms.Expiry(e.Lot),
            },
        },
        UnitsDisposed e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            UnitsDisposed = new V1.UnitsDisposed
            {
                Sku = Sku(e.Item),
                Quantity = e.Quantity.Units,
                From = (V1.Quality)e.From,
                Disposition = (V1.DispositionCode)e.Disposition,
                Reason = (V1.ReasonCode)e.Reason,
                ReceiptId = e.Receipt.Value,
                Lot = LotForms.No(e.Lot),
                Expiry = LotForms.Expiry(e.Lot),
            },
        },
        _ => null,
    };

    private static V1.Event? OfDecision(Event change) => change switch
    {
        OverageHeld e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            OverageHeld = new V1.OverageHeld
            {
                ReceiptId = e.Receipt.Value, Sku = Sku(e.Item), Quantity = e.Quantity.Units, AsnNo = e.Asn.AsnNo.Value, TaskId = e.Task.Value,
                Lot = LotForms.No(e.Lot), Expiry = LotForms.Expiry(e.Lot),
            },
        },
        OverageDecided e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            OverageDecided = new V1.OverageDecided
            {
                ReceiptId = e.Receipt.Value,
                Sku = Sku(e.Item),
                Quantity = e.Quantity.Units,
                Disposition = (V1.DispositionCode)e.Disposition,
                Reason = (V1.ReasonCode)e.Reason,
            },
        },
        VarianceApproved e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            VarianceApproved = new V1.VarianceApproved
            {
                Sku = Sku(e.Item), Quantity = e.Quantity.Units, DeviceId = e.Scan.Device.Value, ScanId = e.Scan.Scan.Value, Reason = (V1.ReasonCode)e.Reason,
            },
        },
        StrayFound e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            StrayFound = new V1.StrayFound { Sku = Sku(e.Item), Quantity = e.Quantity.Units, PutBackTaskId = e.PutBack.Value },
        },
        _ => null,
    };

    private static V1.Event? OfReturn(Event change) => change switch
    {
        ReturnRefundDue e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            ReturnRefundDue = new V1.ReturnRefundDue
            {
                OrderNo = e.Order.OrderNo.Value,
                Sku = Sku(e.Item),
                Quantity = e.Quantity.Units,
                ReceiptId = e.Receipt.Value,
                Reference = e.Reference,
                Disposition = (V1.DispositionCode)(e.Disposition ?? 0),
            },
        },
        ReturnRefundWithdrawn e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            ReturnRefundWithdrawn = new V1.ReturnRefundWithdrawn
            {
                OrderNo = e.Order.OrderNo.Value,
                Sku = Sku(e.Item),
                Quantity = e.Quantity.Units,
                ReceiptId = e.Receipt.Value,
                Reference = e.Reference,
            },
        },
        ReturnBeyondShipped e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            ReturnBeyondShipped = new V1.ReturnBeyondShipped
            {
                OrderNo = e.Order.OrderNo.Value,
                Sku = Sku(e.Item),
                Quantity = e.Quantity.Units,
                Shipped = e.Shipped.Units,
                ReceiptId = e.Receipt.Value,
                Reference = e.Reference,
                Disposition = (V1.DispositionCode)(e.Disposition ?? 0),
            },
        },
        _ => null,
    };

    private static V1.Event? OfLot(Event change) => change switch
    {
        LotRecalled e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            LotRecalled = new V1.LotRecalled
            {
                Sku = Sku(e.Item),
                Lot = LotForms.No(e.Lot),
                Expiry = LotForms.Expiry(e.Lot),
                Reason = (V1.ReasonCode)e.Reason,
                PackedTaskIds = { e.Packed.Select(t => t.Value) },
                ShippedTaskIds = { e.Shipped.Select(t => t.Value) },
            },
        },
        LotReleased e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            LotReleased = new V1.LotReleased
            {
                Sku = Sku(e.Item), Lot = LotForms.No(e.Lot), Expiry = LotForms.Expiry(e.Lot), Reason = (V1.ReasonCode)e.Reason,
            },
        },
        _ => null,
    };

    private static V1.StockAdjusted Adjusted(StockAdjusted e)
    {
        V1.StockAdjusted told = new() { Sku = Sku(e.Item), Difference = e.Difference, Missing = e.Missing.Units, Reason = (V1.ReasonCode)e.Reason };
        (told.Lot, told.Expiry) = (LotForms.No(e.Lot), LotForms.Expiry(e.Lot));
        told.Serials.AddRange(e.Serials.Select(n => n.Value));
        if (e.Expected is { } expected && e.Counted is { } counted)
        {
            told.Expected = expected;
            told.Counted = counted;
        }

        return told;
    }

    private static string Sku(SkuKey item) => item.Sku.Value;
}
