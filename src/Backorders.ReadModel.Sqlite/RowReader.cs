using System.Text.Json;
using Backorders.Domain;
using Backorders.ReadModel.Rows;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Backorders.ReadModel.Sqlite;

/// <summary>Reads the rows that a fold needs. Keys go in as one JSON array a table, so that a thousand rows are one statement.</summary>
internal static class RowReader
{
    private const string Keys = "SELECT value ->> 0 AS a, value ->> 1 AS b, value ->> 2 AS c FROM json_each(@keys)";

    public static RowBatch Load(SqliteConnection database, string warehouse, RowKeys keys) => new()
    {
        Tasks = Read(database, warehouse, keys.Tasks, static k => [k.Value], "task t JOIN keys k ON t.task_id = k.a", "t.warehouse = @warehouse", Task),
        Receipts = Read(database, warehouse, keys.Receipts, static k => [k.Value], "receipt t JOIN keys k ON t.receipt_id = k.a", "t.warehouse = @warehouse", Receipt),
        Orders = Read(
            database, warehouse, keys.Orders, static k => [k.Owner.Value, k.OrderNo.Value], "order_head t JOIN keys k ON t.owner = k.a AND t.order_no = k.b",
            "t.warehouse = @warehouse", Order),
        Lines = Read(
            database, warehouse, keys.Lines, static k => [k.Order.Owner.Value, k.Order.OrderNo.Value, k.LineNo],
            "line t JOIN keys k ON t.owner = k.a AND t.order_no = k.b AND t.line_no = k.c", "t.warehouse = @warehouse", Line),
        Inbound = Read(
            database, warehouse, keys.Notices, static k => [k.Owner.Value, k.AsnNo.Value], "inbound t JOIN keys k ON t.owner = k.a AND t.asn_no = k.b",
            "t.warehouse = @warehouse", Inbound),
    };

    private static List<TRow> Read<TKey, TRow>(
        SqliteConnection database, string warehouse, HashSet<TKey> keys, Func<TKey, object[]> parts, string join, string where, Func<RowCells, TRow> make)
    {
        List<TRow> rows = [];
        if (keys.Count == 0)
        {
            return rows;
        }

        using SqliteCommand command = database.CreateCommand();

        // CROSS JOIN keeps SQLite from scanning the table and looking the keys up: sqlite.org/optoverview.html, 8.2.
        string[] sides = join.Split(" JOIN keys k ON ");
        command.CommandText = $"WITH keys AS ({Keys}) SELECT t.* FROM keys k CROSS JOIN {sides[0]} ON {sides[1]} WHERE {where}";
        command.Parameters.AddWithValue("@keys", JsonSerializer.Serialize(keys.Select(parts)));
        command.Parameters.AddWithValue("@warehouse", warehouse);
        using SqliteDataReader reader = command.ExecuteReader();
        RowCells cells = new(reader);
        while (reader.Read())
        {
            rows.Add(make(cells));
        }

        return rows;
    }

    private static OrderRow Order(RowCells c) => new()
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
        Pinned = c.Number("pinned") != 0,
        FirstPromise = c.Time("first_promise"),
        Promise = c.Time("promise"),
        ServedAt = c.Time("served_at"),
        ClosedAt = c.Time("closed_at"),
    };

    private static TaskRow Task(RowCells c) => new()
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

    private static ReceiptRow Receipt(RowCells c) => new()
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

    private static InboundRow Inbound(RowCells c) => new()
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
        IsCancelled = c.Number("cancelled") != 0,
    };
}
