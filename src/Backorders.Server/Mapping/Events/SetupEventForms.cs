using Backorders.Domain.Events;

namespace Backorders.Server.Mapping.Events;

/// <summary>Events of shipments, items and the building in the words of the contract.</summary>
internal static class SetupEventForms
{
    public static V1.Event? Of(Event change) => change switch
    {
        ShipmentAnnounced e => new V1.Event
        {
            Owner = e.Asn.Owner.Value,
            ShipmentAnnounced = new V1.ShipmentAnnounced
            {
                AsnNo = e.Asn.AsnNo.Value, Supplier = e.Supplier, Eta = e.Eta.ToTimestamp(), Door = e.Door.Value, Lines = { e.Lines.Select(Line) },
            },
        },
        ShipmentUpdated e => new V1.Event
        {
            Owner = e.Asn.Owner.Value,
            ShipmentUpdated = new V1.ShipmentUpdated
            {
                AsnNo = e.Asn.AsnNo.Value, Eta = e.Eta.ToTimestamp(), Door = e.Door.Value, Lines = { e.Lines.Select(Line) }, Cause = (V1.PromiseCause)e.Cause, Note = e.Note,
            },
        },
        ShipmentCancelled e => new V1.Event
        {
            Owner = e.Asn.Owner.Value,
            ShipmentCancelled = new V1.ShipmentCancelled
            {
                AsnNo = e.Asn.AsnNo.Value, Reason = (V1.ReasonCode)e.Reason, Cause = (V1.PromiseCause)e.Cause, Note = e.Note,
            },
        },
        ShipmentReopened e => new V1.Event
        {
            Owner = e.Asn.Owner.Value, ShipmentReopened = new V1.ShipmentReopened { AsnNo = e.Asn.AsnNo.Value },
        },
        ShipmentClosed e => new V1.Event
        {
            Owner = e.Asn.Owner.Value,
            ShipmentClosed = new V1.ShipmentClosed
            {
                AsnNo = e.Asn.AsnNo.Value, Differences = { e.Differences.Select(Forms.Difference) }, Cause = (V1.PromiseCause)e.Cause, Note = e.Note, ByItself = e.ByItself,
            },
        },
        ShipmentOverdue e => new V1.Event
        {
            Owner = e.Asn.Owner.Value,
            ShipmentOverdue = new V1.ShipmentOverdue
            {
                AsnNo = e.Asn.AsnNo.Value, Eta = e.Eta.ToTimestamp(), ExpectedAt = e.ExpectedAt.ToTimestamp(), IsAgain = e.IsAgain,
            },
        },
        ItemsDefined e => new V1.Event { Owner = e.Owner.Value, ItemsDefined = new V1.ItemsDefined { Items = { e.Items.Select(Forms.Item) } } },
        WarehouseOpened e => new V1.Event
        {
            WarehouseOpened = new V1.WarehouseOpened
            {
                TimeZone = e.TimeZone, Doors = { e.Doors.Select(d => d.Value) }, Lanes = { e.Lanes.Select(l => l.Value) },
            },
        },
        PolicySet e => new V1.Event { Owner = e.Owner?.Value ?? string.Empty, PolicySet = new V1.PolicySet { Policy = Forms.Policy(e.Policy) } },
        PolicyDropped e => new V1.Event { Owner = e.Owner.Value, PolicyDropped = new V1.PolicyDropped() },
        ReorderSuggested e => new V1.Event
        {
            Owner = e.Owner.Value,
            ReorderSuggested = new V1.ReorderSuggested
            {
                Sku = e.Reorder.Sku.Value,
                Quantity = e.Reorder.Quantity.Units,
                ReorderPoint = e.Reorder.ReorderPoint.Units,
                Position = e.Reorder.Position,
                Uncovered = e.Reorder.Uncovered.Units,
            },
        },
        _ => Place(change),
    };

    private static V1.Event? Place(Event change) => change switch
    {
        LaneStateChanged e => new V1.Event
        {
            LaneStateChanged = new V1.LaneStateChanged
            {
                Lane = e.Lane.Value, State = (V1.LaneState)e.State, Reason = (V1.ReasonCode)e.Reason, TasksWaiting = e.TasksWaiting,
            },
        },
        DoorStateChanged e => new V1.Event
        {
            DoorStateChanged = new V1.DoorStateChanged { Door = e.Door.Value, Open = e.IsOpen, Reason = (V1.ReasonCode)e.Reason },
        },
        CutoffMissed e => new V1.Event
        {
            Owner = e.Order.Owner.Value,
            CutoffMissed = new V1.CutoffMissed
            {
                OrderNo = e.Order.OrderNo.Value, Missed = e.Missed.ToTimestamp(), Next = e.Next.ToTimestamp(), Staged = e.Staged.Units,
            },
        },
        _ => null,
    };

    private static V1.ShipmentLine Line(Backorders.Domain.Values.AnnouncedLine line) => new() { Sku = line.Sku.Value, Quantity = line.Quantity.Units };
}
