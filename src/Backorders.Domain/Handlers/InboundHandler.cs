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
            ?? Day(c.EtaDate) ?? (c.Door is { } door ? Check.Door(turn.State, door) : null) ?? Lines(c.Asn.Owner, c.Lines, turn, lines)) is { } refused)
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

        turn.Emit(new ShipmentAnnounced(c.Asn, c.Supplier, Eta(c.Eta, c.EtaDate, turn)!.Value, c.Door ?? default, lines) { Containers = containers });
        turn.Deliver(new ShipmentDue(c.Asn));
        return null;
    }

    public static Refused? Handle(UpdateShipment c, TurnContext turn)
    {
        List<AnnouncedLine> lines = [];
        if ((Open(c.Asn, turn, out InboundData inbound) ?? Why(c) ?? Day(c.EtaDate) ?? (c.Door is { } door ? Check.Door(turn.State, door) : null)
            ?? Lines(c.Asn.Owner, c.Lines, turn, lines)) is { } refused)
        {
            return refused;
        }

        Instant eta = Eta(c.Eta, c.EtaDate, turn) ?? inbound.Eta;
        turn.Emit(new ShipmentUpdated(c.Asn, eta, c.Door ?? inbound.Door, lines) { Cause = CauseOf(c, eta, lines, inbound), Note = c.Note });
        turn.Deliver(new ShipmentDue(c.Asn));
        return null;
    }

    public static Refused? Handle(SplitShipment c, TurnContext turn)
    {
        List<AnnouncedLine> lines = [];
        AsnKey part = new(c.Asn.Owner, c.Part);
        if ((Open(c.Asn, turn, out InboundData inbound) ?? Check.Count("lines", c.Lines.Count, Limits.AsnLinesMax) ?? Why(c) ?? Day(c.EtaDate)
            ?? (c.Door is { } door ? Check.Door(turn.State, door) : null) ?? Lines(c.Asn.Owner, c.Lines, turn, lines) ?? NotToCome(inbound, lines)) is { } refused)
        {
            return refused;
        }

        if (turn.State.FindInbound(part) is not null)
        {
            return Refused.Because(Refusal.AlreadyExists, $"Shipment {c.Part} was announced before. Give the part another number.", ("asn_no", c.Part));
        }

        turn.Emit(new ShipmentSplit(c.Asn, part, inbound.Supplier, Eta(c.Eta, c.EtaDate, turn)!.Value, c.Door ?? inbound.Door, lines)
        {
            Cause = c.Cause == PromiseCause.None ? PromiseCause.LateTruck : c.Cause, Note = c.Note,
        });
        turn.Deliver(new ShipmentDue(part));
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
        if ((Open(c.Asn, turn, out InboundData inbound) ?? Check.Reason(c.Reason) ?? Why(c)) is { } refused)
        {
            return refused;
        }

        turn.Emit(new ShipmentCancelled(c.Asn, c.Reason) { Cause = c.Cause == PromiseCause.None ? PromiseCause.ShipmentCancelled : c.Cause, Note = c.Note });
        return null;
    }

    public static Refused? Handle(CloseShipment c, TurnContext turn)
    {
        if ((Open(c.Asn, turn, out InboundData inbound) ?? Why(c)) is { } refused)
        {
            return refused;
        }

        bool isShort = inbound.Lines.Exists(l => !l.Remaining.IsZero);
        turn.Emit(new ShipmentClosed(c.Asn, inbound.Differences())
        {
            Cause = c.Cause == PromiseCause.None && isShort ? PromiseCause.ShortShipment : c.Cause, Note = c.Note,
        });
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

    private static Refused? Why(ShipmentChange c) => Check.Cause(c.Cause) ?? Check.Text("note", c.Note);

    private static Refused? Day(DateOnly? day) => day is { Year: < 9999 } or null
        ? null
        : Refused.Because(Refusal.InvalidValue, $"eta_date {day:yyyy-MM-dd} is too late: a year before 9999 is needed.", ("field", "eta_date"));

    /// <summary>The announced time: a day without a time of day means its end, in the warehouse's zone. Null when neither was given.</summary>
    private static Instant? Eta(Instant? time, DateOnly? day, TurnContext turn) => day is { } date ? turn.State.Clock.EndOf(date) : time;

    private static PromiseCause CauseOf(UpdateShipment c, Instant eta, List<AnnouncedLine> lines, InboundData inbound)
    {
        if (c.Cause != PromiseCause.None)
        {
            return c.Cause;
        }

        bool less = lines.Exists(l => inbound.Find(l.Sku) is { } known && l.Quantity < known.Announced);
        return eta > inbound.Eta ? PromiseCause.LateTruck : eta < inbound.Eta ? PromiseCause.EarlyTruck : less ? PromiseCause.ShortShipment : PromiseCause.None;
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
