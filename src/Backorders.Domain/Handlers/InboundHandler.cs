using Backorders.Domain.ActorData;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>What suppliers announce. Every change of it moves promises, and customers are told at once.</summary>
internal static class InboundHandler
{
    public static Refused? Handle(AnnounceShipment c, TurnContext turn)
    {
        List<AnnouncedLine> lines = [];
        if ((Check.Count("lines", c.Lines.Count, Limits.AsnLinesMax) ?? Check.Text("supplier", c.Supplier)
            ?? (c.Door is { } door ? Check.Door(turn.State, door) : null) ?? Lines(c.Asn.Owner, c.Lines, turn, lines)) is { } refused)
        {
            return refused;
        }

        if (turn.State.FindInbound(c.Asn) is not null)
        {
            return Refused.Because(
                Refusal.AlreadyExists, $"Shipment {c.Asn.AsnNo} was announced before. Update it, or use another number.", ("asn_no", c.Asn.AsnNo));
        }

        if (ContainerHandler.Announced(c.Asn, c.Lines, turn, out IReadOnlyList<AnnouncedContainer> containers) is { } taken)
        {
            return taken;
        }

        turn.Emit(new ShipmentAnnounced(c.Asn, c.Supplier, c.Eta, c.Door ?? default, lines) { Containers = containers });
        turn.Deliver(new OfferSupply(c.Asn));
        return null;
    }

    public static Refused? Handle(UpdateShipment c, TurnContext turn)
    {
        List<AnnouncedLine> lines = [];
        if ((Open(c.Asn, turn, out InboundData inbound) ?? (c.Door is { } door ? Check.Door(turn.State, door) : null)
            ?? Lines(c.Asn.Owner, c.Lines, turn, lines)) is { } refused)
        {
            return refused;
        }

        bool moved = c.Eta is { } eta && eta != inbound.Eta;
        turn.Emit(new ShipmentUpdated(c.Asn, c.Eta ?? inbound.Eta, c.Door ?? inbound.Door, lines));
        if (moved)
        {
            turn.Deliver(new RelinkSupply(c.Asn));
        }

        turn.Deliver(new OfferSupply(c.Asn));
        return null;
    }

    public static Refused? Handle(SplitShipment c, TurnContext turn)
    {
        List<AnnouncedLine> lines = [];
        AsnKey part = new(c.Asn.Owner, c.Part);
        if ((Open(c.Asn, turn, out InboundData inbound) ?? Check.Count("lines", c.Lines.Count, Limits.AsnLinesMax)
            ?? (c.Door is { } door ? Check.Door(turn.State, door) : null) ?? Lines(c.Asn.Owner, c.Lines, turn, lines) ?? NotToCome(inbound, lines)) is { } refused)
        {
            return refused;
        }

        if (turn.State.FindInbound(part) is not null)
        {
            return Refused.Because(Refusal.AlreadyExists, $"Shipment {c.Part} was announced before. Give the part another number.", ("asn_no", c.Part));
        }

        turn.Emit(new ShipmentSplit(c.Asn, part, inbound.Supplier, c.Eta, c.Door ?? inbound.Door, lines));
        foreach (AnnouncedLine line in lines)
        {
            turn.Deliver(new LessenSupply(c.Asn, line.Sku, part));
        }

        turn.Deliver(new OfferSupply(part));
        return null;
    }

    private static Refused? NotToCome(InboundData inbound, List<AnnouncedLine> lines)
    {
        foreach (AnnouncedLine line in lines)
        {
            if (inbound.Find(line.Sku) is not { } supply)
            {
                return Refused.Because(
                    Refusal.NotAnnounced, $"Shipment {inbound.Key.AsnNo} does not name SKU {line.Sku}.", ("asn_no", inbound.Key.AsnNo), ("sku", line.Sku));
            }

            if (line.Quantity > supply.Remaining)
            {
                return Refused.Because(
                    Refusal.InvalidQuantity, $"Only {supply.Remaining} of {line.Sku} are still to come with {inbound.Key.AsnNo}; {line.Quantity} cannot be split off.",
                    ("sku", line.Sku), ("quantity", line.Quantity), ("max", supply.Remaining));
            }
        }

        return null;
    }

    public static Refused? Handle(CancelShipment c, TurnContext turn)
    {
        if ((Open(c.Asn, turn, out InboundData inbound) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        turn.Emit(new ShipmentCancelled(c.Asn, c.Reason));
        turn.Deliver(new RelinkSupply(c.Asn));
        return null;
    }

    public static Refused? Handle(CloseShipment c, TurnContext turn)
    {
        if (Open(c.Asn, turn, out InboundData inbound) is { } refused)
        {
            return refused;
        }

        List<ShipmentDifference> differences =
            [.. inbound.Lines.Where(l => l.Announced != l.Received).Select(l => new ShipmentDifference(l.Item.Key.Sku, l.Announced, l.Received))];
        turn.Emit(new ShipmentClosed(c.Asn, differences));
        turn.Deliver(new RelinkSupply(c.Asn));
        return null;
    }

    private static Refused? Open(AsnKey key, TurnContext turn, out InboundData inbound)
    {
        inbound = turn.State.FindInbound(key)!;
        if (inbound is null)
        {
            return Refused.Because(Refusal.UnknownShipment, $"{key.Owner} announced no shipment {key.AsnNo}.", ("asn_no", key.AsnNo));
        }

        return inbound.IsOpen
            ? null
            : Refused.Because(Refusal.ShipmentClosed, $"Shipment {key.AsnNo} is {(inbound.IsCancelled ? "cancelled" : "closed")}.", ("asn_no", key.AsnNo));
    }

    /// <summary>Checks what was announced and adds it up per SKU.</summary>
    private static Refused? Lines(OwnerId owner, IReadOnlyList<RequestedSupply> requested, TurnContext turn, List<AnnouncedLine> lines)
    {
        foreach (RequestedSupply line in requested)
        {
            if (Check.Goods(turn.State, new SkuKey(owner, line.Sku), line.Quantity, line.Unit, out Quantity units) is { } refused)
            {
                return refused;
            }

            int known = lines.FindIndex(l => l.Sku == line.Sku);
            if (known < 0)
            {
                lines.Add(new AnnouncedLine(line.Sku, units));
            }
            else
            {
                lines[known] = new AnnouncedLine(line.Sku, lines[known].Quantity + units);
            }
        }

        return null;
    }
}
