using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Rows;
using Backorders.ReadModel.Stored;

namespace Backorders.ReadModel.Postgres;

/// <summary>What is written to which table.</summary>
internal static class RowTables
{
    /// <summary>All tables of rows; each begins with <c>warehouse</c>.</summary>
    public static readonly string[] Names = ["order_head", "line", "task", "receipt", "inbound", "discrepancy", "quarter"];

    public static readonly BulkTable<OrderRow> Orders = new("order_head", new Columns<OrderRow>()
        .Text("owner", r => r.Key.Owner.Value).Text("order_no", r => r.Key.OrderNo.Value)
        .As(ColumnRole.Once).Time("accepted_at", r => r.AcceptedAt)
        .As(ColumnRole.Changing)
        .Text("customer", r => r.Terms.Customer).Small("tier", r => r.Terms.Tier).Text("ship_mode", r => Names<ShipMode>.Of(r.Terms.ShipMode)).Text("lane", r => r.Terms.Lane.Value ?? "")
        .Time("ordered_at", r => r.Terms.OrderedAt).Time("ship_by", r => r.Terms.ShipBy).Text("hold", r => r.Hold is { } hold ? Names<ReasonCode>.Of(hold) : null)
        .Small("lines", r => r.Lines).Small("live_lines", r => r.LiveLines).Small("cut_lines", r => r.CutLines).Small("late_lines", r => r.LateLines)
        .Number("shipped", r => r.Shipped).Small("shipments", r => r.Shipments).Time("closed_at", r => r.ClosedAt));

    public static readonly BulkTable<LineRow> Lines = new("line", new Columns<LineRow>()
        .Text("owner", r => r.Key.Order.Owner.Value).Text("order_no", r => r.Key.Order.OrderNo.Value).Small("line_no", r => r.Key.LineNo)
        .As(ColumnRole.Once).Time("enqueued_at", r => r.EnqueuedAt)
        .As(ColumnRole.Changing)
        .Text("sku", r => r.Sku.Value).Number("ordered", r => r.Ordered).Number("open", r => r.Open).Number("held", r => r.Held).Number("held_from_storage", r => r.HeldFromStorage)
        .Number("allocated", r => r.Allocated).Number("picked", r => r.Picked).Number("packed", r => r.Packed).Number("shipped", r => r.Shipped)
        .Number("cancelled", r => r.Cancelled).Number("filled", r => r.Filled).Flag("pinned", r => r.Pinned)
        .Time("first_promise", r => r.FirstPromise).Time("promise", r => r.Promise).Time("served_at", r => r.ServedAt).Time("closed_at", r => r.ClosedAt));

    public static readonly BulkTable<TaskRow> Tasks = new("task", new Columns<TaskRow>()
        .Number("task_id", r => r.Id.Value)
        .As(ColumnRole.Once)
        .Text("kind", r => Names<TaskKind>.Of(r.Kind)).Text("owner", r => r.Item.Owner.Value).Text("sku", r => r.Item.Sku.Value)
        .Text("order_no", r => r.Line?.Order.OrderNo.Value).Id("line_no", r => r.Line?.LineNo ?? 0).Text("source", r => Names<Source>.Of(r.Source))
        .Id("receipt_id", r => r.Receipt.Value).Time("docked_at", r => r.DockedAt).Time("made_at", r => r.MadeAt)
        .As(ColumnRole.Changing)
        .Number("quantity", r => r.Quantity).Text("state", r => Names<TaskState>.Of(r.State)).Text("parked_from", r => Names<TaskState>.Of(r.ParkedFrom))
        .Text("station", r => r.Station).Text("parcel", r => r.Parcel)
        .Time("leased_at", r => r.LeasedAt).Time("picked_at", r => r.PickedAt).Time("packed_at", r => r.PackedAt).Time("shipped_at", r => r.ShippedAt).Time("ended_at", r => r.EndedAt));

    public static readonly BulkTable<ReceiptRow> Receipts = new("receipt", new Columns<ReceiptRow>()
        .Number("receipt_id", r => r.Id.Value)
        .As(ColumnRole.Once)
        .Text("kind", r => Names<ReceiptKind>.Of(r.Kind)).Text("owner", r => r.Item.Owner.Value).Text("sku", r => r.Item.Sku.Value).Number("quantity", r => r.Quantity)
        .Text("quality", r => Names<Quality>.Of(r.Quality)).Time("at", r => r.At).Time("occurred_at", r => r.OccurredAt).Text("door", r => r.Door)
        .Text("device_id", r => r.Scan.Device.Value).Text("scan_id", r => r.Scan.Scan.Value).Text("asn_no", r => r.Asn?.AsnNo.Value)
        .As(ColumnRole.Changing).Number("put_away", r => r.PutAway).Number("reversed", r => r.Reversed).Time("reversed_at", r => r.ReversedAt));

    public static readonly BulkTable<InboundRow> Inbound = new("inbound", new Columns<InboundRow>()
        .Text("owner", r => r.Asn.Owner.Value).Text("asn_no", r => r.Asn.AsnNo.Value).Text("sku", r => r.Sku.Value)
        .As(ColumnRole.Once).Text("supplier", r => r.Supplier).Time("announced_at", r => r.AnnouncedAt)
        .As(ColumnRole.Changing)
        .Number("announced", r => r.Announced).Number("received", r => r.Received).Time("eta", r => r.Eta).Time("first_received_at", r => r.FirstReceivedAt)
        .Time("last_received_at", r => r.LastReceivedAt).Time("closed_at", r => r.ClosedAt).Flag("cancelled", r => r.IsCancelled));

    /// <summary>With the time at which it is settled, which may be in the batch that finds it.</summary>
    public static readonly BulkTable<(DiscrepancyRow Row, Instant SettledAt)> Discrepancies = new("discrepancy", new Columns<(DiscrepancyRow Row, Instant SettledAt)>()
        .Number("seq", r => r.Row.Seq).Small("part", r => r.Row.Part)
        .As(ColumnRole.Once)
        .Text("kind", r => Names<DiscrepancyKind>.Of(r.Row.Kind)).Time("at", r => r.Row.At).Text("owner", r => r.Row.Item.Owner.Value).Text("sku", r => r.Row.Item.Sku.Value)
        .Number("expected", r => r.Row.Expected).Number("found", r => r.Row.Found).Text("reason", r => Names<ReasonCode>.Of(r.Row.Reason))
        .Text("asn_no", r => r.Row.Asn?.AsnNo.Value).Text("supplier", r => r.Row.Supplier).Id("receipt_id", r => r.Row.Receipt.Value).Id("task_id", r => r.Row.Task.Value)
        .As(ColumnRole.Changing).Time("settled_at", r => r.SettledAt));

    public static readonly BulkTable<KeyValuePair<(OwnerId Owner, long Quarter), Counts>> Quarters = new("quarter", CountedColumns());

    private static Columns<KeyValuePair<(OwnerId Owner, long Quarter), Counts>> CountedColumns()
    {
        Columns<KeyValuePair<(OwnerId Owner, long Quarter), Counts>> columns = new();
        columns.Number("at", r => r.Key.Quarter).Text("owner", r => r.Key.Owner.Value).As(ColumnRole.Adding);
        foreach (Count count in Enum.GetValues<Count>())
        {
            columns.Number(CountColumns.Names[(int)count], r => r.Value[count]);
        }

        return columns;
    }
}
