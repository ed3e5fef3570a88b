using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

internal static class OrderEventMap
{
    public static Stored.OrderAccepted ToStored(OrderAccepted e)
    {
        Stored.OrderAccepted s = new() { Owner = e.Order.Owner.Value, OrderNo = e.Order.OrderNo.Value, Terms = Terms(e.Terms) };
        foreach (AcceptedLine line in e.Lines)
        {
            s.Lines.Add(Line(line));
        }

        foreach (RefusedLine line in e.RefusedLines)
        {
            s.RefusedLines.Add(new Stored.RefusedLine { LineNo = line.LineNo, Reason = (int)line.Reason, Message = line.Message });
        }

        return s;
    }

    public static OrderAccepted FromStored(Stored.OrderAccepted s)
    {
        AcceptedLine[] lines = new AcceptedLine[s.Lines.Count];
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = Line(s.Lines[i]);
        }

        return new(
            Ids.Order(s.Owner, s.OrderNo),
            Terms(s.Terms),
            lines,
            s.RefusedLines.Count == 0 ? [] : [.. s.RefusedLines.Select(l => new RefusedLine(l.LineNo, (Refusal)l.Reason, l.Message))]);
    }

    public static Stored.OrderAmended ToStored(OrderAmended e) => new()
    {
        Owner = e.Order.Owner.Value,
        OrderNo = e.Order.OrderNo.Value,
        Terms = Terms(e.Terms),
    };

    public static OrderAmended FromStored(Stored.OrderAmended s) => new(Ids.Order(s.Owner, s.OrderNo), Terms(s.Terms));

    public static Stored.LineAdded ToStored(LineAdded e) => new()
    {
        Owner = e.Order.Owner.Value,
        OrderNo = e.Order.OrderNo.Value,
        Line = Line(e.Line),
        Continues = e.Continues,
    };

    public static LineAdded FromStored(Stored.LineAdded s) => new(Ids.Order(s.Owner, s.OrderNo), Line(s.Line), s.Continues);

    public static Stored.LineCancelled ToStored(LineCancelled e) => new()
    {
        Owner = e.Line.Order.Owner.Value,
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Quantity = e.Quantity.Units,
        Reason = (Stored.ReasonCode)e.Reason,
        Sku = e.Sku.Value,
    };

    public static LineCancelled FromStored(Stored.LineCancelled s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo), new(s.Quantity), (ReasonCode)s.Reason)
    {
        Sku = Ids.Sku(s.Sku),
    };

    public static Stored.OrderHeld ToStored(OrderHeld e) => new()
    {
        Owner = e.Order.Owner.Value,
        OrderNo = e.Order.OrderNo.Value,
        Reason = (Stored.ReasonCode)e.Reason,
    };

    public static OrderHeld FromStored(Stored.OrderHeld s) => new(Ids.Order(s.Owner, s.OrderNo), (ReasonCode)s.Reason);

    public static Stored.OrderReleased ToStored(OrderReleased e) => new() { Owner = e.Order.Owner.Value, OrderNo = e.Order.OrderNo.Value };

    public static OrderReleased FromStored(Stored.OrderReleased s) => new(Ids.Order(s.Owner, s.OrderNo));

    public static Stored.LineExpedited ToStored(LineExpedited e) => new()
    {
        Owner = e.Line.Order.Owner.Value,
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Pinned = e.Pinned,
        Reason = (Stored.ReasonCode)e.Reason,
        Sku = e.Sku.Value,
    };

    public static LineExpedited FromStored(Stored.LineExpedited s) => new(Ids.Line(s.Owner, s.OrderNo, s.LineNo), s.Pinned, (ReasonCode)s.Reason)
    {
        Sku = Ids.Sku(s.Sku),
    };

    public static Stored.OrdersForgotten ToStored(OrdersForgotten e)
    {
        Stored.OrdersForgotten s = new();
        foreach (OrderKey order in e.Orders)
        {
            s.Owners.Add(order.Owner.Value);
            s.OrderNos.Add(order.OrderNo.Value);
        }

        return s;
    }

    public static OrdersForgotten FromStored(Stored.OrdersForgotten s) => new([.. s.Owners.Zip(s.OrderNos, Ids.Order)]);

    internal static Stored.AcceptedLine Line(AcceptedLine line) => new()
    {
        LineNo = line.LineNo,
        Sku = line.Sku.Value,
        Quantity = line.Quantity.Units,
        MinPartial = line.MinPartial.Units,
        MaxSplits = line.MaxSplits,
        UnitSize = line.UnitSize == 1 ? 0 : line.UnitSize,
        Lot = line.Lot.Value,
        MinRemainingDays = line.MinRemainingDays,
    };

    internal static AcceptedLine Line(Stored.AcceptedLine s) => new(s.LineNo, Ids.Sku(s.Sku), new(s.Quantity), new(s.MinPartial), s.MaxSplits)
    {
        UnitSize = s.UnitSize == 0 ? 1 : s.UnitSize,
        Lot = Ids.LotNo(s.Lot), MinRemainingDays = s.MinRemainingDays,
    };

    private static Stored.OrderTerms Terms(OrderTerms terms) => new()
    {
        Customer = terms.Customer,
        Tier = terms.Tier,
        ShipMode = (Stored.ShipMode)terms.ShipMode,
        Lane = terms.Lane.Value,
        OrderedAt = terms.OrderedAt.UnixMicroseconds,
        ShipBy = terms.ShipBy.UnixMicroseconds,
        NotBefore = terms.NotBefore.UnixMicroseconds,
        CancelBy = terms.CancelBy.UnixMicroseconds,
        UrgentBy = terms.UrgentBy.UnixMicroseconds,
        PaymentRequired = terms.PaymentRequired,
    };

    private static OrderTerms Terms(Stored.OrderTerms s) => new()
    {
        Customer = s.Customer,
        Tier = s.Tier,
        ShipMode = (ShipMode)s.ShipMode,
        Lane = Ids.Lane(s.Lane),
        OrderedAt = new(s.OrderedAt),
        ShipBy = new(s.ShipBy),
        NotBefore = new(s.NotBefore),
        CancelBy = new(s.CancelBy),
        UrgentBy = new(s.UrgentBy),
        PaymentRequired = s.PaymentRequired,
    };
}
