using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Security;

namespace Backorders.Server.Mapping.Orders;

/// <summary>Messages of the Orders service, turned into commands.</summary>
internal static class OrderMessages
{
    public static Parsed Submit(V1.SubmitOrderRequest m, Caller caller, OwnerId owner, Instant now)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        OrderKey order = new(owner, border.OrderNo(m.OrderNo));
        OrderTerms terms = Terms(ref border, m.Terms, now);
        border.Count(m.Lines.Count, 1, Limits.OrderLinesMax, "lines");
        RequestedLine[] lines = new RequestedLine[Math.Min(m.Lines.Count, Limits.OrderLinesMax)];
        bool numbered = IsNumbered(m.Lines);
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = Line(ref border, m.Lines[i], numbered ? m.Lines[i].LineNo : i + 1);
        }

        SubmitOrder command = new(order, terms, lines, m.AllOrNothing) { RefuseUnpromised = m.RefuseUnpromised };
        return Envelope.Close(ref border, caller, warehouse, CommandKey.ForOrder(owner, order.OrderNo), "SubmitOrder", m, command);
    }

    public static Parsed Amend(V1.AmendOrderRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        border.Count(m.Lines.Count, 0, Limits.OrderLinesMax, "lines");
        LineChange[] lines = new LineChange[Math.Min(m.Lines.Count, Limits.OrderLinesMax)];
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = new LineChange(border.Within(m.Lines[i].LineNo, 1, int.MaxValue, "lines.line_no"), border.Quantity(m.Lines[i].Quantity, "lines.quantity"));
        }

        LaneId lane = border.OptionalLane(m.Lane);
        AmendOrder command = new(
            new OrderKey(owner, border.OrderNo(m.OrderNo)), lines, m.HasTier ? border.Tier(m.Tier) : null, border.ShipMode(m.ShipMode),
            m.Lane.Length > 0 ? lane : null, border.Time(m.ShipBy, "ship_by"), border.Time(m.NotBefore, "not_before"));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "AmendOrder", m, command);
    }

    public static Parsed Cancel(V1.CancelOrderRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        border.Count(m.LineNos.Count, 0, Limits.OrderLinesMax, "line_nos");
        CancelOrder command = new(new OrderKey(owner, border.OrderNo(m.OrderNo)), [.. m.LineNos], border.Reason(m.Reason, required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "CancelOrder", m, command);
    }

    public static Parsed Hold(V1.HoldOrderRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        HoldOrder command = new(new OrderKey(owner, border.OrderNo(m.OrderNo)), border.Reason(m.Reason, required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "HoldOrder", m, command);
    }

    public static Parsed Release(V1.ReleaseOrderRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        ReleaseOrder command = new(new OrderKey(owner, border.OrderNo(m.OrderNo)));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "ReleaseOrder", m, command);
    }

    public static Parsed Expedite(V1.ExpediteRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        border.Count(m.LineNos.Count, 0, Limits.OrderLinesMax, "line_nos");
        ExpediteOrder command = new(new OrderKey(owner, border.OrderNo(m.OrderNo)), [.. m.LineNos], !m.Undo, border.Reason(m.Reason, required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "Expedite", m, command);
    }

    private static OrderTerms Terms(ref Border border, V1.OrderTerms? m, Instant now)
    {
        m ??= new V1.OrderTerms();
        return new OrderTerms
        {
            Customer = border.Text(m.Customer, "terms.customer"),
            Tier = border.Within(m.Tier, 0, Limits.TierMax, "terms.tier"),
            ShipMode = border.ShipMode(m.ShipMode) ?? ShipMode.ShipAvailable,
            Lane = border.OptionalLane(m.Lane),
            OrderedAt = border.Time(m.OrderedAt, "terms.ordered_at") ?? now,
            ShipBy = border.Time(m.ShipBy, "terms.ship_by") ?? Instant.Never,
            NotBefore = border.Time(m.NotBefore, "terms.not_before") ?? default,
            CancelBy = border.Time(m.CancelBy, "terms.cancel_by") ?? Instant.Never,
            UrgentBy = border.Time(m.UrgentBy, "terms.urgent_by") ?? Instant.Never,
            PaymentRequired = m.PaymentRequired,
        };
    }

    /// <summary>What is unknown or out of range in a line refuses the line, by the warehouse; only a line that cannot be read refuses the message.</summary>
    private static RequestedLine Line(ref Border border, V1.OrderLine m, int lineNo) =>
        new(lineNo, border.Sku(m.Sku, "lines.sku"), m.Quantity, border.Unit(m.Unit, "lines.unit"), m.MinPartial, m.MaxSplits)
        {
            Lot = border.OptionalLot(m.Lot), MinRemainingDays = m.HasMinRemainingDays ? m.MinRemainingDays : null,
        };

    private static bool IsNumbered(IEnumerable<V1.OrderLine> lines)
    {
        foreach (V1.OrderLine line in lines)
        {
            if (line.LineNo != 0)
            {
                return true;
            }
        }

        return false;
    }
}
