using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

internal static class InboundEventMap
{
    public static Stored.ShipmentAnnounced ToStored(ShipmentAnnounced e)
    {
        Stored.ShipmentAnnounced s = new()
        {
            Owner = e.Asn.Owner.Value,
            AsnNo = e.Asn.AsnNo.Value,
            Supplier = e.Supplier,
            Eta = e.Eta.UnixMicroseconds,
            Door = e.Door.Value,
        };
        s.Lines.AddRange(e.Lines.Select(Line));
        foreach (AnnouncedContainer container in e.Containers)
        {
            Stored.AnnouncedContainer stored = new() { Lpn = container.Lpn };
            stored.Contents.AddRange(container.Contents.Select(Line));
            s.Containers.Add(stored);
        }

        return s;
    }

    public static ShipmentAnnounced FromStored(Stored.ShipmentAnnounced s) => new(
        Ids.Asn(s.Owner, s.AsnNo), s.Supplier, new(s.Eta), Ids.Door(s.Door), [.. s.Lines.Select(Line)])
    {
        Containers = s.Containers.Count == 0 ? [] : [.. s.Containers.Select(c => new AnnouncedContainer(c.Lpn, [.. c.Contents.Select(Line)]))],
    };

    public static Stored.ShipmentUpdated ToStored(ShipmentUpdated e)
    {
        Stored.ShipmentUpdated s = new()
        {
            Owner = e.Asn.Owner.Value,
            AsnNo = e.Asn.AsnNo.Value,
            Eta = e.Eta.UnixMicroseconds,
            Door = e.Door.Value,
            Cause = (Stored.PromiseCause)e.Cause,
            Note = e.Note,
        };
        s.Lines.AddRange(e.Lines.Select(Line));
        return s;
    }

    public static ShipmentUpdated FromStored(Stored.ShipmentUpdated s) => new(
        Ids.Asn(s.Owner, s.AsnNo), new(s.Eta), Ids.Door(s.Door), [.. s.Lines.Select(Line)])
    {
        Cause = (PromiseCause)s.Cause, Note = s.Note,
    };

    public static Stored.ShipmentSplit ToStored(ShipmentSplit e)
    {
        Stored.ShipmentSplit s = new()
        {
            Owner = Ids.OneOwner(e.Asn.Owner, e.Part.Owner),
            AsnNo = e.Asn.AsnNo.Value,
            PartAsnNo = e.Part.AsnNo.Value,
            Supplier = e.Supplier,
            Eta = e.Eta.UnixMicroseconds,
            Door = e.Door.Value,
            Cause = (Stored.PromiseCause)e.Cause,
            Note = e.Note,
        };
        s.Lines.AddRange(e.Lines.Select(Line));
        return s;
    }

    public static ShipmentSplit FromStored(Stored.ShipmentSplit s) => new(
        Ids.Asn(s.Owner, s.AsnNo), Ids.Asn(s.Owner, s.PartAsnNo), s.Supplier, new(s.Eta), Ids.Door(s.Door), [.. s.Lines.Select(Line)])
    {
        Cause = (PromiseCause)s.Cause, Note = s.Note,
    };

    public static Stored.ShipmentCancelled ToStored(ShipmentCancelled e) => new()
    {
        Owner = e.Asn.Owner.Value,
        AsnNo = e.Asn.AsnNo.Value,
        Reason = (Stored.ReasonCode)e.Reason,
        Cause = (Stored.PromiseCause)e.Cause,
        Note = e.Note,
    };

    public static ShipmentCancelled FromStored(Stored.ShipmentCancelled s) => new(Ids.Asn(s.Owner, s.AsnNo), (ReasonCode)s.Reason)
    {
        Cause = (PromiseCause)s.Cause, Note = s.Note,
    };

    public static Stored.ShipmentClosed ToStored(ShipmentClosed e)
    {
        Stored.ShipmentClosed s = new()
        {
            Owner = e.Asn.Owner.Value,
            AsnNo = e.Asn.AsnNo.Value,
            Cause = (Stored.PromiseCause)e.Cause,
            Note = e.Note,
            ByItself = e.ByItself,
        };
        s.Differences.AddRange(e.Differences.Select(d => new Stored.ShipmentDifference
        {
            Sku = d.Sku.Value,
            Announced = d.Announced.Units,
            Received = d.Received.Units,
        }));
        return s;
    }

    public static ShipmentClosed FromStored(Stored.ShipmentClosed s) => new(
        Ids.Asn(s.Owner, s.AsnNo),
        [.. s.Differences.Select(d => new ShipmentDifference(Ids.Sku(d.Sku), new(d.Announced), new(d.Received)))])
    {
        Cause = (PromiseCause)s.Cause, Note = s.Note, ByItself = s.ByItself,
    };

    public static Stored.ShipmentOverdue ToStored(ShipmentOverdue e) => new()
    {
        Owner = e.Asn.Owner.Value,
        AsnNo = e.Asn.AsnNo.Value,
        Eta = e.Eta.UnixMicroseconds,
        ExpectedAt = e.ExpectedAt.UnixMicroseconds,
        IsAgain = e.IsAgain,
    };

    public static ShipmentOverdue FromStored(Stored.ShipmentOverdue s) => new(Ids.Asn(s.Owner, s.AsnNo), new(s.Eta), new(s.ExpectedAt)) { IsAgain = s.IsAgain };

    private static Stored.AnnouncedLine Line(AnnouncedLine line) => new() { Sku = line.Sku.Value, Quantity = line.Quantity.Units };

    private static AnnouncedLine Line(Stored.AnnouncedLine s) => new(Ids.Sku(s.Sku), new(s.Quantity));

    public static Stored.ShipmentReopened ToStored(ShipmentReopened e) => new() { Owner = e.Asn.Owner.Value, AsnNo = e.Asn.AsnNo.Value };

    public static ShipmentReopened FromStored(Stored.ShipmentReopened s) => new(Ids.Asn(s.Owner, s.AsnNo));
}
