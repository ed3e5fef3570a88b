using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Rows;
using Npgsql;
using NpgsqlTypes;

namespace Backorders.ReadModel.Postgres;

/// <summary>
/// One statement that moves the cursor, if it stands where the batch was made from, and writes all rows of the batch if it moved. One, because no transaction is then ever open between two
/// words of this client: a node that is frozen in mid-write holds no lock that the warehouse's next node would wait for.
/// </summary>
/// <remarks>The parts of a statement do not see each other's rows (PostgreSQL manual, 7.8.4), so a discrepancy that is found and settled in one batch is inserted as settled.</remarks>
internal sealed class CommitStatement
{
    private const int CursorParameters = 7;

    private readonly string sql;

    public CommitStatement()
    {
        int parameter = CursorParameters;
        string[] parts =
        [
            $"""
            moved AS (
                UPDATE read_cursor SET seq = $2, at = $3, time_zone = $4
                WHERE warehouse = $1 AND seq = $5 AND at = $6 AND version = $7 RETURNING warehouse)
            """,
            RowTables.Orders.Sql(ref parameter),
            RowTables.Lines.Sql(ref parameter),
            RowTables.Tasks.Sql(ref parameter),
            RowTables.Receipts.Sql(ref parameter),
            RowTables.Inbound.Sql(ref parameter),
            RowTables.Discrepancies.Sql(ref parameter),
            RowTables.Quarters.Sql(ref parameter),
            $"""
            settled AS (
                UPDATE discrepancy d SET settled_at = u.at FROM moved, unnest(${++parameter}, ${++parameter}) AS u(task_id, at)
                WHERE d.warehouse = moved.warehouse AND d.task_id = u.task_id AND d.settled_at IS NULL)
            """,
        ];
        sql = $"WITH {string.Join(",\n", parts)}\nSELECT count(*) FROM moved";
    }

    public NpgsqlCommand Make(NpgsqlDataSource source, string warehouse, ReadCursor from, RowBatch batch)
    {
        NpgsqlCommand command = source.CreateCommand(sql);
        NpgsqlParameterCollection p = command.Parameters;
        p.Add(new NpgsqlParameter<string> { TypedValue = warehouse });
        p.Add(new NpgsqlParameter<long> { TypedValue = batch.Cursor.Seq });
        p.Add(new NpgsqlParameter<long> { TypedValue = batch.Cursor.At.UnixMicroseconds });
        p.Add(new NpgsqlParameter<string> { TypedValue = batch.Cursor.TimeZone });
        p.Add(new NpgsqlParameter<long> { TypedValue = from.Seq });
        p.Add(new NpgsqlParameter<long> { TypedValue = from.At.UnixMicroseconds });
        p.Add(new NpgsqlParameter<int> { TypedValue = ReadModelSchema.Version });
        Dictionary<long, long> settled = [];
        foreach ((TaskId task, Instant at) in batch.Settled)
        {
            settled.TryAdd(task.Value, at.UnixMicroseconds);
        }

        RowTables.Orders.Bind(p, batch.Orders);
        RowTables.Lines.Bind(p, batch.Lines);
        RowTables.Tasks.Bind(p, batch.Tasks);
        RowTables.Receipts.Bind(p, batch.Receipts);
        RowTables.Inbound.Bind(p, batch.Inbound);
        RowTables.Discrepancies.Bind(p, [.. batch.Discrepancies.Select(d => (d, SettledAt(d, settled)))]);
        RowTables.Quarters.Bind(p, batch.Counts);
        p.Add(new NpgsqlParameter { Value = settled.Keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Bigint | NpgsqlDbType.Array });
        p.Add(new NpgsqlParameter { Value = settled.Values.ToArray(), NpgsqlDbType = NpgsqlDbType.Bigint | NpgsqlDbType.Array });
        return command;
    }

    private static Instant SettledAt(DiscrepancyRow row, Dictionary<long, long> settled) =>
        row.SettledAt == Instant.Never && settled.TryGetValue(row.Task.Value, out long at) ? new Instant(at) : row.SettledAt;
}
