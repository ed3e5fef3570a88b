using Backorders.Domain.Events;
using Backorders.Domain.Ids;

namespace Backorders.Server.Mapping.Events;

/// <summary>Events about what customers are asked, told and charged, in the words of the contract.</summary>
internal static class CustomerEventForms
{
    public static V1.Event? Of(Event change, TaskBook book) => OfLine(change, book) ?? OfOrder(change) ?? OfItem(change);

    private static V1.Event? OfLine(Event change, TaskBook book)
    {
        if (change is SubstitutionOffered offered)
        {
            return new V1.Event
            {
                Owner = offered.Item.Owner.Value,
                SubstitutionOffered = new V1.SubstitutionOffered
                {
                    Line = Ref(offered.Line, offered.Item.Sku.Value), Substitute = offered.Substitute.Value, Quantity = offered.Quantity.Units,
                },
            };
        }

        if (change is not ITellsSku { Line: var key } of)
        {
            return null;
        }

        V1.LineRef line = Ref(key, book.SkuOf(of));
        V1.Event? told = change switch
        {
            DelayConsentNeeded e => new V1.Event
            {
                DelayConsentNeeded = new V1.DelayConsentNeeded
                {
                    Line = line, From = e.From.ToTimestamp(), To = e.To.ToTimestamp(), Deadline = e.Deadline.ToTimestamp(), SilenceConsents = e.SilenceConsents,
                    Cause = (V1.PromiseCause)e.Cause,
                },
            },
            DelayConsentEnded e => new V1.Event
            {
                DelayConsentEnded = new V1.DelayConsentEnded { Line = line, Answer = (V1.DelayAnswer)e.Answer, Agreed = e.Agreed.ToTimestamp() },
            },
            RefundDue e => new V1.Event
            {
                RefundDue = new V1.RefundDue { Line = line, Quantity = e.Quantity.Units, Reason = (V1.ReasonCode)e.Reason, PaymentUnknown = e.IsPaymentUnknown },
            },
            CompensationDue e => new V1.Event
            {
                CompensationDue = new V1.CompensationDue { Line = line, Promise = e.Promise.ToTimestamp(), DaysLate = e.DaysLate, Quantity = e.Quantity.Units },
            },
            SubstitutionEnded e => new V1.Event { SubstitutionEnded = new V1.SubstitutionEnded { Line = line, Answer = (V1.SubstitutionAnswer)e.Answer } },
            LineSubstituted e => new V1.Event
            {
                LineSubstituted = new V1.LineSubstituted
                {
                    Line = line, By = Ref(new LineKey(key.Order, e.By.LineNo), e.By.Sku.Value), Quantity = e.By.Quantity.Units,
                },
            },
            _ => null,
        };
        told?.Owner = key.Order.Owner.Value;
        return told;
    }

    private static V1.Event? OfOrder(Event change) => change switch
    {
        PaymentDue e => new V1.Event
        {
            Owner = e.Order.Owner.Value, PaymentDue = new V1.PaymentDue { OrderNo = e.Order.OrderNo.Value, Parcel = e.Parcel, Quantity = e.Quantity.Units },
        },
        PaymentReported e => new V1.Event
        {
            Owner = e.Order.Owner.Value,
            PaymentReported = new V1.PaymentReported
            {
                OrderNo = e.Order.OrderNo.Value, Status = (V1.PaymentStatus)e.Status, Until = e.Until.ToTimestamp(), Reference = e.Reference,
            },
        },
        PaymentYielded e => new V1.Event { Owner = e.Order.Owner.Value, PaymentYielded = new V1.PaymentYielded { OrderNo = e.Order.OrderNo.Value } },
        OrderFellBack e => new V1.Event
        {
            Owner = e.Order.Owner.Value,
            OrderFellBack = new V1.OrderFellBack { OrderNo = e.Order.OrderNo.Value, Until = e.Until.ToTimestamp(), Reason = (V1.ReasonCode)e.Reason },
        },
        OrderFallBackEnded e => new V1.Event
        {
            Owner = e.Order.Owner.Value,
            OrderFallBackEnded = new V1.OrderFallBackEnded { OrderNo = e.Order.OrderNo.Value, Reason = (V1.ReasonCode)e.Reason },
        },
        _ => null,
    };

    private static V1.Event? OfItem(Event change) => change switch
    {
        BackInStockRequested e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            BackInStockRequested = new V1.BackInStockRequested { Sku = e.Item.Sku.Value, Reference = e.Reference, Quantity = e.Quantity.Units },
        },
        BackInStock e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            BackInStock = new V1.BackInStock
            {
                Sku = e.Item.Sku.Value, Reference = e.Reference, Quantity = e.Quantity.Units, SpokenForUntil = e.SpokenForUntil.ToTimestamp(),
            },
        },
        BackInStockWithdrawn e => new V1.Event
        {
            Owner = e.Item.Owner.Value, BackInStockWithdrawn = new V1.BackInStockWithdrawn { Sku = e.Item.Sku.Value, Reference = e.Reference },
        },
        ShipmentSplit e => new V1.Event
        {
            Owner = e.Asn.Owner.Value,
            ShipmentSplit = new V1.ShipmentSplit
            {
                AsnNo = e.Asn.AsnNo.Value,
                PartAsnNo = e.Part.AsnNo.Value,
                Eta = e.Eta.ToTimestamp(),
                Door = e.Door.Value,
                Lines = { e.Lines.Select(l => new V1.ShipmentLine { Sku = l.Sku.Value, Quantity = l.Quantity.Units }) },
                Cause = (V1.PromiseCause)e.Cause,
                Note = e.Note,
            },
        },
        TaskDamaged e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            TaskDamaged = new V1.TaskDamaged
            {
                Task = new V1.TaskRef { TaskId = e.Task.Value, Sku = e.Item.Sku.Value, OrderNo = e.Line.Order.OrderNo.Value, LineNo = e.Line.LineNo, Quantity = e.Units.Units },
                Quantity = e.Quantity.Units,
                Reason = (V1.ReasonCode)e.Reason,
            },
        },
        _ => null,
    };

    private static V1.LineRef Ref(LineKey line, string sku) => new() { OrderNo = line.Order.OrderNo.Value, LineNo = line.LineNo, Sku = sku };
}
