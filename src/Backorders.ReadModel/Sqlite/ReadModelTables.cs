using Backorders.ReadModel.Stored;

namespace Backorders.ReadModel.Sqlite;

/// <summary>The tables. Times are UTC in microseconds since 1970, NULL for never; quantities are base units; kinds and states are the domain's names.</summary>
internal static class ReadModelTables
{
    /// <summary>Marks the file as this program's: the bytes "BKRM".</summary>
    public const int ApplicationId = 0x424B524D;

    /// <summary>All of them; the cursor last.</summary>
    public static readonly string[] Names = ["order_head", "line", "task", "receipt", "inbound", "discrepancy", "quarter", "cursor"];

    // Rows are replaced in place, so an index costs only when its own columns change: these are set once or twice in a row's life.
    private const string Fixed = """
        CREATE TABLE order_head(
            warehouse TEXT NOT NULL, owner TEXT NOT NULL, order_no TEXT NOT NULL, customer TEXT NOT NULL, tier INTEGER NOT NULL, ship_mode TEXT NOT NULL, lane TEXT NOT NULL,
            ordered_at INTEGER, ship_by INTEGER, accepted_at INTEGER NOT NULL, hold TEXT, lines INTEGER NOT NULL, live_lines INTEGER NOT NULL, cut_lines INTEGER NOT NULL,
            late_lines INTEGER NOT NULL, shipped INTEGER NOT NULL, shipments INTEGER NOT NULL, closed_at INTEGER,
            PRIMARY KEY(warehouse, owner, order_no)) STRICT, WITHOUT ROWID;
        CREATE TABLE line(
            warehouse TEXT NOT NULL, owner TEXT NOT NULL, order_no TEXT NOT NULL, line_no INTEGER NOT NULL, sku TEXT NOT NULL, ordered INTEGER NOT NULL, open INTEGER NOT NULL,
            held INTEGER NOT NULL, held_from_storage INTEGER NOT NULL, allocated INTEGER NOT NULL, picked INTEGER NOT NULL, packed INTEGER NOT NULL, shipped INTEGER NOT NULL,
            cancelled INTEGER NOT NULL, filled INTEGER NOT NULL, pinned INTEGER NOT NULL, enqueued_at INTEGER NOT NULL, first_promise INTEGER, promise INTEGER,
            served_at INTEGER, closed_at INTEGER,
            PRIMARY KEY(warehouse, owner, order_no, line_no)) STRICT, WITHOUT ROWID;
        CREATE INDEX line_waiting ON line(warehouse, owner, sku) WHERE served_at IS NULL;
        CREATE INDEX line_served ON line(warehouse, served_at) WHERE served_at > enqueued_at;
        CREATE INDEX line_enqueued ON line(warehouse, enqueued_at);
        CREATE TABLE task(
            warehouse TEXT NOT NULL, task_id INTEGER NOT NULL, kind TEXT NOT NULL, owner TEXT NOT NULL, sku TEXT NOT NULL, order_no TEXT, line_no INTEGER,
            quantity INTEGER NOT NULL, source TEXT NOT NULL, receipt_id INTEGER, docked_at INTEGER, made_at INTEGER NOT NULL, state TEXT NOT NULL, parked_from TEXT NOT NULL,
            station TEXT NOT NULL, parcel TEXT NOT NULL, leased_at INTEGER, picked_at INTEGER, packed_at INTEGER, shipped_at INTEGER, ended_at INTEGER,
            PRIMARY KEY(warehouse, task_id)) STRICT, WITHOUT ROWID;
        CREATE INDEX task_shipped ON task(warehouse, shipped_at) WHERE shipped_at IS NOT NULL;
        CREATE TABLE receipt(
            warehouse TEXT NOT NULL, receipt_id INTEGER NOT NULL, kind TEXT NOT NULL, owner TEXT NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL, quality TEXT NOT NULL,
            at INTEGER NOT NULL, occurred_at INTEGER NOT NULL, door TEXT NOT NULL, device_id TEXT NOT NULL, scan_id TEXT NOT NULL, asn_no TEXT, put_away INTEGER NOT NULL,
            reversed INTEGER NOT NULL, reversed_at INTEGER,
            PRIMARY KEY(warehouse, receipt_id)) STRICT, WITHOUT ROWID;
        CREATE TABLE inbound(
            warehouse TEXT NOT NULL, owner TEXT NOT NULL, asn_no TEXT NOT NULL, sku TEXT NOT NULL, supplier TEXT NOT NULL, announced INTEGER NOT NULL, received INTEGER NOT NULL,
            announced_at INTEGER NOT NULL, eta INTEGER, first_received_at INTEGER, last_received_at INTEGER, closed_at INTEGER, cancelled INTEGER NOT NULL,
            PRIMARY KEY(warehouse, owner, asn_no, sku)) STRICT, WITHOUT ROWID;
        CREATE TABLE discrepancy(
            warehouse TEXT NOT NULL, seq INTEGER NOT NULL, part INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, owner TEXT NOT NULL, sku TEXT NOT NULL,
            expected INTEGER NOT NULL, found INTEGER NOT NULL, reason TEXT NOT NULL, asn_no TEXT, supplier TEXT NOT NULL, receipt_id INTEGER, task_id INTEGER, settled_at INTEGER,
            PRIMARY KEY(warehouse, seq, part)) STRICT, WITHOUT ROWID;
        CREATE INDEX discrepancy_task ON discrepancy(warehouse, task_id) WHERE settled_at IS NULL;
        CREATE TABLE cursor(
            warehouse TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL, time_zone TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """;

    /// <summary>What makes all tables.</summary>
    public static string Create => Fixed + $"""

        CREATE TABLE quarter(
            warehouse TEXT NOT NULL, at INTEGER NOT NULL, owner TEXT NOT NULL, {string.Join(", ", CountColumns.Names.Select(c => c + " INTEGER NOT NULL"))},
            PRIMARY KEY(warehouse, at, owner)) STRICT, WITHOUT ROWID;
        """;

    /// <summary>What removes them.</summary>
    public static string Drop => string.Concat(Names.Select(n => $"DROP TABLE IF EXISTS {n};"));
}
