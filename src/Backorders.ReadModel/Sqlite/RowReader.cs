using System.Text.Json;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Stored;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Backorders.ReadModel.Sqlite;

/// <summary>Reads the rows that a fold needs. Keys go in as one JSON array a table, so that a thousand rows are one statement.</summary>
internal static class RowReader
{
    private const string Keys = "SELECT value ->> 0 AS a, value ->> 1 AS b, value ->> 2 AS c FROM json_each(@keys)";

    public static RowBatch Load(SqliteConnection database, string warehouse, RowKeys keys) => new()
    {
        Tasks = Read(database, warehouse, keys.Tasks, static k => [k.Value], "task t JOIN keys k ON t.task_id = k.a", "t.warehouse = @warehouse", RowMaker.Task),
        Receipts = Read(database, warehouse, keys.Receipts, static k => [k.Value], "receipt t JOIN keys k ON t.receipt_id = k.a", "t.warehouse = @warehouse", RowMaker.Receipt),
        Orders = Read(
            database, warehouse, keys.Orders, static k => [k.Owner.Value, k.OrderNo.Value], "order_head t JOIN keys k ON t.owner = k.a AND t.order_no = k.b",
            "t.warehouse = @warehouse", RowMaker.Order),
        Lines = Read(
            database, warehouse, keys.Lines, static k => [k.Order.Owner.Value, k.Order.OrderNo.Value, k.LineNo],
            "line t JOIN keys k ON t.owner = k.a AND t.order_no = k.b AND t.line_no = k.c", "t.warehouse = @warehouse", RowMaker.Line),
        Inbound = Read(
            database, warehouse, keys.Notices, static k => [k.Owner.Value, k.AsnNo.Value], "inbound t JOIN keys k ON t.owner = k.a AND t.asn_no = k.b",
            "t.warehouse = @warehouse", RowMaker.Inbound),
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
}
