using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Security;

namespace Backorders.Server.Mapping.Orders;

/// <summary>What customers answer, ask and pay, turned into commands.</summary>
internal static class CustomerMessages
{
    public static Parsed AnswerDelay(V1.AnswerDelayRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        border.Count(m.LineNos.Count, 0, Limits.OrderLinesMax, "line_nos");
        AnswerDelay command = new(new OrderKey(owner, border.OrderNo(m.OrderNo)), [.. m.LineNos], m.Accept);
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "AnswerDelay", m, command);
    }

    public static Parsed OfferSubstitution(V1.OfferSubstitutionRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        OfferSubstitution command = new(new LineKey(new OrderKey(owner, border.OrderNo(m.OrderNo)), m.LineNo));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "OfferSubstitution", m, command);
    }

    public static Parsed AcceptSubstitution(V1.AcceptSubstitutionRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        AnswerSubstitution command = new(new LineKey(new OrderKey(owner, border.OrderNo(m.OrderNo)), m.LineNo), !m.Decline);
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "AcceptSubstitution", m, command);
    }

    public static Parsed ReportPayment(V1.ReportPaymentRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        ReportPayment command = new(
            new OrderKey(owner, border.OrderNo(m.OrderNo)), (PaymentStatus)m.Status, border.Time(m.AuthorisedUntil, "authorised_until") ?? Instant.Never,
            border.Text(m.Reference, "reference"));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "ReportPayment", m, command);
    }

    public static Parsed RequestBackInStock(V1.RequestBackInStockRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        RequestBackInStock command = new(
            new SkuKey(owner, border.Sku(m.Sku)), border.Text(m.Reference, "reference", required: true), border.Quantity(m.Quantity), border.Unit(m.Unit));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "RequestBackInStock", m, command);
    }

    public static Parsed WithdrawBackInStock(V1.WithdrawBackInStockRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        WithdrawBackInStock command = new(new SkuKey(owner, border.Sku(m.Sku)), border.Text(m.Reference, "reference", required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "WithdrawBackInStock", m, command);
    }
}
