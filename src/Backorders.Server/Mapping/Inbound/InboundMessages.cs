using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Security;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Server.Mapping.Inbound;

/// <summary>Messages of the Inbound service, turned into commands.</summary>
internal static class InboundMessages
{
    public static Parsed Announce(V1.AnnounceShipmentRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        AsnKey asn = new(owner, border.AsnNo(m.AsnNo));
        DateOnly? day = EtaDate(ref border, m.Eta, m.EtaDate, required: true);
        AnnounceShipment command = new(
            asn, border.Text(m.Supplier, "supplier"), border.Time(m.Eta, "eta") ?? default, border.OptionalDoor(m.Door), Lines(ref border, m.Lines, 1))
        {
            EtaDate = day,
        };
        return Envelope.Close(ref border, caller, warehouse, CommandKey.ForShipment(owner, asn.AsnNo), "AnnounceShipment", m, command);
    }

    public static Parsed Update(V1.UpdateShipmentRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        UpdateShipment command = new(
            new AsnKey(owner, border.AsnNo(m.AsnNo)), border.Time(m.Eta, "eta"), border.OptionalDoor(m.Door), Lines(ref border, m.Lines, 0))
        {
            EtaDate = EtaDate(ref border, m.Eta, m.EtaDate, required: false), Cause = border.Cause(m.Cause), Note = border.Text(m.Note, "note"),
        };
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "UpdateShipment", m, command);
    }

    public static Parsed Split(V1.SplitShipmentRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        SplitShipment command = new(
            new AsnKey(owner, border.AsnNo(m.AsnNo)), border.AsnNo(m.PartAsnNo), border.Time(m.Eta, "eta") ?? default, border.OptionalDoor(m.Door), Lines(ref border, m.Lines, 1))
        {
            EtaDate = EtaDate(ref border, m.Eta, m.EtaDate, required: true), Cause = border.Cause(m.Cause), Note = border.Text(m.Note, "note"),
        };
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "SplitShipment", m, command);
    }

    public static Parsed Cancel(V1.CancelShipmentRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        CancelShipment command = new(new AsnKey(owner, border.AsnNo(m.AsnNo)), border.Reason(m.Reason, required: true))
        {
            Cause = border.Cause(m.Cause), Note = border.Text(m.Note, "note"),
        };
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "CancelShipment", m, command);
    }

    public static Parsed Close(V1.CloseShipmentRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        CloseShipment command = new(new AsnKey(owner, border.AsnNo(m.AsnNo))) { Cause = border.Cause(m.Cause), Note = border.Text(m.Note, "note") };
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "CloseShipment", m, command);
    }

    /// <summary>The day, when no time is given. One of the two is needed where the shipment has none yet.</summary>
    private static DateOnly? EtaDate(ref Border border, Timestamp? eta, string date, bool required)
    {
        if (eta is not null && date.Length > 0)
        {
            border.Note(Refusal.InvalidValue, "eta_date", "is given beside 'eta': give the time, or the day when no time is known");
        }
        else if (required && eta is null && date.Length == 0)
        {
            border.Note(Refusal.InvalidValue, "eta", "is missing; give the time, or 'eta_date' when no time is known");
        }

        return border.Day(date, "eta_date");
    }

    private static RequestedSupply[] Lines(ref Border border, RepeatedField<V1.ShipmentLine> lines, int min)
    {
        border.Count(lines.Count, min, Limits.AsnLinesMax, "lines");
        RequestedSupply[] supplies = new RequestedSupply[Math.Min(lines.Count, Limits.AsnLinesMax)];
        for (int i = 0; i < supplies.Length; i++)
        {
            V1.ShipmentLine line = lines[i];
            supplies[i] = new RequestedSupply(
                border.Sku(line.Sku, "lines.sku"), border.Quantity(line.Quantity, "lines.quantity"), border.Unit(line.Unit, "lines.unit"))
            {
                Lpn = border.Lpn(line.Lpn, "lines.lpn"),
            };
        }

        return supplies;
    }
}
