using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Stored;

/// <summary>Rows from the cells of a store's tables, whose columns are named alike in every store.</summary>
internal static class RowMaker
{
    public static OrderRow Order(RowCells c) => new()
    {
        Key = new OrderKey(OwnerId.FromTrusted(c.Text("owner")), OrderNo.FromTrusted(c.Text("order_no"))),
        Terms = new OrderTerms
        {
            Customer = c.Text("customer"),
            Tier = (int)c.Number("tier"),
            ShipMode = Names<ShipMode>.Parse(c.Text("ship_mode")),
            Lane = c.Text("lane") is { Length: > 0 } lane ? LaneId.FromTrusted(lane) : default,
            OrderedAt = c.Time("ordered_at"),
            ShipBy = c.Time("ship_by"),
        },
        AcceptedAt = c.Time("accepted_at"),
        Hold = c.TextOrNull("hold") is { } hold ? Names<ReasonCode>.Parse(hold) : null,
        Lines = (int)c.Number("lines"),
        LiveLines = (int)c.Number("live_lines"),
        CutLines = (int)c.Number("cut_lines"),
        LateLines = (int)c.Number("late_lines"),
        Shipped = c.Number("shipped"),
        Shipments = (int)c.Number("shipments"),
        ClosedAt = c.Time("closed_at"),
    };

    public static LineRow Line(RowCells c) => new()
    {
        Key = c.Line()!.Value,
        Sku = Sku.FromTrusted(c.Text("sku")),
        Ordered = c.Number("ordered"),
        EnqueuedAt = c.Time("enqueued_at"),
        Open = c.Number("open"),
        Held = c.Number("held"),
        HeldFromStorage = c.Number("held_from_storage"),
        Allocated = c.Number("allocated"),
        Picked = c.Number("picked"),
        Packed = c.Number("packed"),
        Shipped = c.Number("shipped"),
        Cancelled = c.Number("cancelled"),
        Filled = c.Number("filled"),
        Pinned = c.Flag("pinned"),
        FirstPromise = c.Time("first_promise"),
        Promise = c.Time("promise"),
        ServedAt = c.Time("served_at"),
        ClosedAt = c.Time("closed_at"),
    };

    public static TaskRow Task(RowCells c) => new()
    {
        Id = new TaskId(c.Number("task_id")),
        Kind = Names<TaskKind>.Parse(c.Text("kind")),
        Item = c.Item(),
        Line = c.Line(),
        Quantity = c.Number("quantity"),
        Source = Names<Source>.Parse(c.Text("source")),
        Receipt = new ReceiptId(c.Number("receipt_id")),
        DockedAt = c.Time("docked_at"),
        MadeAt = c.Time("made_at"),
        State = Names<TaskState>.Parse(c.Text("state")),
        ParkedFrom = Names<TaskState>.Parse(c.Text("parked_from")),
        Station = c.Text("station"),
        Parcel = c.Text("parcel"),
        LeasedAt = c.Time("leased_at"),
        PickedAt = c.Time("picked_at"),
        PackedAt = c.Time("packed_at"),
        ShippedAt = c.Time("shipped_at"),
        EndedAt = c.Time("ended_at"),
    };

    public static ReceiptRow Receipt(RowCells c) => new()
    {
        Id = new ReceiptId(c.Number("receipt_id")),
        Kind = Names<ReceiptKind>.Parse(c.Text("kind")),
        Item = c.Item(),
        Quantity = c.Number("quantity"),
        Quality = Names<Quality>.Parse(c.Text("quality")),
        At = c.Time("at"),
        OccurredAt = c.Time("occurred_at"),
        Door = c.Text("door"),
        Scan = new ScanKey(DeviceId.FromTrusted(c.Text("device_id")), ScanId.FromTrusted(c.Text("scan_id"))),
        Asn = c.Notice(),
        PutAway = c.Number("put_away"),
        Reversed = c.Number("reversed"),
        ReversedAt = c.Time("reversed_at"),
    };

    public static InboundRow Inbound(RowCells c) => new()
    {
        Asn = c.Notice()!.Value,
        Sku = Sku.FromTrusted(c.Text("sku")),
        Supplier = c.Text("supplier"),
        AnnouncedAt = c.Time("announced_at"),
        Eta = c.Time("eta"),
        Announced = c.Number("announced"),
        Received = c.Number("received"),
        FirstReceivedAt = c.Time("first_received_at"),
        LastReceivedAt = c.Time("last_received_at"),
        ClosedAt = c.Time("closed_at"),
        IsCancelled = c.Flag("cancelled"),
    };

    public static DiscrepancyRow Discrepancy(RowCells c) => new()
    {
        Seq = c.Number("seq"),
        Part = (int)c.Number("part"),
        Kind = Names<DiscrepancyKind>.Parse(c.Text("kind")),
        At = c.Time("at"),
        Item = c.Item(),
        Expected = c.Number("expected"),
        Found = c.Number("found"),
        Reason = Names<ReasonCode>.Parse(c.Text("reason")),
        Asn = c.Notice(),
        Supplier = c.Text("supplier"),
        Receipt = new ReceiptId(c.Number("receipt_id")),
        Task = new TaskId(c.Number("task_id")),
        SettledAt = c.Time("settled_at"),
    };
}
