using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Rows;
using Backorders.ReadModel.Stored;
using SQLitePCL;

namespace Backorders.ReadModel.Sqlite;

/// <summary>Writes rows over one connection. Columns stand here in the order of the statements at the end.</summary>
internal sealed class RowWriter : IDisposable
{
    private readonly Statement order;
    private readonly Statement line;
    private readonly Statement task;
    private readonly Statement receipt;
    private readonly Statement inbound;
    private readonly Statement discrepancy;
    private readonly Statement settled;
    private readonly Statement counts;
    private readonly Statement cursor;

    public RowWriter(sqlite3 database)
    {
        order = new(database, Upsert(
            "order_head", "warehouse owner order_no", "accepted_at",
            "customer tier ship_mode lane ordered_at ship_by hold lines live_lines cut_lines late_lines shipped shipments closed_at"));
        line = new(database, Upsert(
            "line", "warehouse owner order_no line_no", "enqueued_at",
            "sku ordered open held held_from_storage allocated picked packed shipped cancelled filled pinned first_promise promise served_at closed_at"));
        task = new(database, Upsert(
            "task", "warehouse task_id", "kind owner sku order_no line_no source receipt_id docked_at made_at",
            "quantity state parked_from station parcel leased_at picked_at packed_at shipped_at ended_at"));
        receipt = new(database, Upsert(
            "receipt", "warehouse receipt_id", "kind owner sku quantity quality at occurred_at door device_id scan_id asn_no", "put_away reversed reversed_at"));
        inbound = new(database, Upsert(
            "inbound", "warehouse owner asn_no sku", "supplier announced_at", "announced received eta first_received_at last_received_at closed_at cancelled"));
        discrepancy = new(database, Upsert(
            "discrepancy", "warehouse seq part", "kind at owner sku expected found reason asn_no supplier receipt_id task_id", "settled_at"));
        settled = new(database, "UPDATE discrepancy SET settled_at = ?1 WHERE warehouse = ?2 AND task_id = ?3 AND settled_at IS NULL");
        counts = new(database, AddCounts());
        cursor = new(database, Upsert("cursor", "warehouse", string.Empty, "seq at time_zone"));
    }

    public void Write(string warehouse, RowBatch batch)
    {
        foreach (OrderRow row in batch.Orders)
        {
            Write(warehouse, row);
        }

        foreach (LineRow row in batch.Lines)
        {
            Write(warehouse, row);
        }

        foreach (TaskRow row in batch.Tasks)
        {
            Write(warehouse, row);
        }

        foreach (ReceiptRow row in batch.Receipts)
        {
            Write(warehouse, row);
        }

        foreach (InboundRow row in batch.Inbound)
        {
            Write(warehouse, row);
        }

        foreach (DiscrepancyRow row in batch.Discrepancies)
        {
            Write(warehouse, row);
        }

        foreach ((TaskId id, Instant at) in batch.Settled)
        {
            settled.Add(at).Add(warehouse).Add(id.Value).Run();
        }

        foreach (((OwnerId owner, long quarter), Counts sums) in batch.Counts)
        {
            counts.Add(warehouse).Add(quarter).Add(owner.Value);
            foreach (long sum in sums.All)
            {
                counts.Add(sum);
            }

            counts.Run();
        }

        cursor.Add(warehouse).Add(batch.Cursor.Seq).Add(batch.Cursor.At).Add(batch.Cursor.TimeZone).Run();
    }

    public void Dispose()
    {
        foreach (Statement statement in (ReadOnlySpan<Statement>)[order, line, task, receipt, inbound, discrepancy, settled, counts, cursor])
        {
            statement.Dispose();
        }
    }

    private void Write(string warehouse, OrderRow r) => order
        .Add(warehouse).Add(r.Key.Owner.Value).Add(r.Key.OrderNo.Value)
        .Add(r.AcceptedAt)
        .Add(r.Terms.Customer).Add(r.Terms.Tier).Add(Names<ShipMode>.Of(r.Terms.ShipMode)).Add(r.Terms.Lane.Value).Add(r.Terms.OrderedAt).Add(r.Terms.ShipBy)
        .Add(r.Hold is { } hold ? Names<ReasonCode>.Of(hold) : null).Add(r.Lines).Add(r.LiveLines).Add(r.CutLines).Add(r.LateLines).Add(r.Shipped).Add(r.Shipments)
        .Add(r.ClosedAt).Run();

    private void Write(string warehouse, LineRow r) => line
        .Add(warehouse).Add(r.Key.Order.Owner.Value).Add(r.Key.Order.OrderNo.Value).Add(r.Key.LineNo)
        .Add(r.EnqueuedAt)
        .Add(r.Sku.Value).Add(r.Ordered).Add(r.Open).Add(r.Held).Add(r.HeldFromStorage).Add(r.Allocated).Add(r.Picked).Add(r.Packed).Add(r.Shipped).Add(r.Cancelled)
        .Add(r.Filled).Add(r.Pinned ? 1 : 0).Add(r.FirstPromise).Add(r.Promise).Add(r.ServedAt).Add(r.ClosedAt).Run();

    private void Write(string warehouse, TaskRow r) => task
        .Add(warehouse).Add(r.Id.Value)
        .Add(Names<TaskKind>.Of(r.Kind)).Add(r.Item.Owner.Value).Add(r.Item.Sku.Value).Add(r.Line?.Order.OrderNo.Value).AddId(r.Line?.LineNo ?? 0)
        .Add(Names<Source>.Of(r.Source)).AddId(r.Receipt.Value).Add(r.DockedAt).Add(r.MadeAt)
        .Add(r.Quantity).Add(Names<TaskState>.Of(r.State)).Add(Names<TaskState>.Of(r.ParkedFrom)).Add(r.Station).Add(r.Parcel).Add(r.LeasedAt).Add(r.PickedAt).Add(r.PackedAt)
        .Add(r.ShippedAt).Add(r.EndedAt).Run();

    private void Write(string warehouse, ReceiptRow r) => receipt
        .Add(warehouse).Add(r.Id.Value)
        .Add(Names<ReceiptKind>.Of(r.Kind)).Add(r.Item.Owner.Value).Add(r.Item.Sku.Value).Add(r.Quantity).Add(Names<Quality>.Of(r.Quality)).Add(r.At).Add(r.OccurredAt).Add(r.Door)
        .Add(r.Scan.Device.Value).Add(r.Scan.Scan.Value).Add(r.Asn?.AsnNo.Value)
        .Add(r.PutAway).Add(r.Reversed).Add(r.ReversedAt).Run();

    private void Write(string warehouse, InboundRow r) => inbound
        .Add(warehouse).Add(r.Asn.Owner.Value).Add(r.Asn.AsnNo.Value).Add(r.Sku.Value)
        .Add(r.Supplier).Add(r.AnnouncedAt)
        .Add(r.Announced).Add(r.Received).Add(r.Eta).Add(r.FirstReceivedAt).Add(r.LastReceivedAt).Add(r.ClosedAt).Add(r.IsCancelled ? 1 : 0).Run();

    private void Write(string warehouse, DiscrepancyRow r) => discrepancy
        .Add(warehouse).Add(r.Seq).Add(r.Part)
        .Add(Names<DiscrepancyKind>.Of(r.Kind)).Add(r.At).Add(r.Item.Owner.Value).Add(r.Item.Sku.Value).Add(r.Expected).Add(r.Found).Add(Names<ReasonCode>.Of(r.Reason))
        .Add(r.Asn?.AsnNo.Value).Add(r.Supplier).AddId(r.Receipt.Value).AddId(r.Task.Value)
        .Add(r.SettledAt).Run();

    /// <summary>Inserts a row, or replaces what may change of it: key columns and those that are set once are left alone, and so are their indexes.</summary>
    private static string Upsert(string table, string key, string once, string changing)
    {
        string[] keys = key.Split(' ');
        string[] changes = changing.Split(' ');
        string[] all = [.. keys, .. once.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. changes];
        return $"INSERT INTO {table}({string.Join(", ", all)}) VALUES({string.Join(", ", all.Select((_, i) => $"?{i + 1}"))}) "
            + $"ON CONFLICT({string.Join(", ", keys)}) DO UPDATE SET {string.Join(", ", changes.Select(c => $"{c} = excluded.{c}"))}";
    }

    private static string AddCounts()
    {
        string[] sums = CountColumns.Names;
        return $"INSERT INTO quarter(warehouse, at, owner, {string.Join(", ", sums)}) VALUES({string.Join(", ", Enumerable.Range(1, sums.Length + 3).Select(i => $"?{i}"))}) "
            + $"ON CONFLICT(warehouse, at, owner) DO UPDATE SET {string.Join(", ", sums.Select(c => $"{c} = {c} + excluded.{c}"))}";
    }
}
