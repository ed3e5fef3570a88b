using Backorders.ReadModel.Port;
using Backorders.ReadModel.Stored;
using Npgsql;
using NpgsqlTypes;

namespace Backorders.ReadModel.Postgres;

/// <summary>
/// Reads the rows that a fold needs, all in one exchange. They need not be of one moment: the commit that they lead to is refused when anybody has written meanwhile.
/// </summary>
internal static class RowLoader
{
    public static async Task<RowBatch> LoadAsync(NpgsqlDataSource source, string warehouse, RowKeys keys, CancellationToken cancellation)
    {
        await using NpgsqlBatch batch = source.CreateBatch();
        Ask("task t JOIN unnest($2) AS k(a) ON t.task_id = k.a", Longs(keys.Tasks, k => k.Value));
        Ask("receipt t JOIN unnest($2) AS k(a) ON t.receipt_id = k.a", Longs(keys.Receipts, k => k.Value));
        Ask("order_head t JOIN unnest($2, $3) AS k(a, b) ON t.owner = k.a AND t.order_no = k.b", Texts(keys.Orders, k => k.Owner.Value), Texts(keys.Orders, k => k.OrderNo.Value));
        Ask(
            "line t JOIN unnest($2, $3, $4) AS k(a, b, c) ON t.owner = k.a AND t.order_no = k.b AND t.line_no = k.c",
            Texts(keys.Lines, k => k.Order.Owner.Value), Texts(keys.Lines, k => k.Order.OrderNo.Value), Longs(keys.Lines, k => k.LineNo));
        Ask("inbound t JOIN unnest($2, $3) AS k(a, b) ON t.owner = k.a AND t.asn_no = k.b", Texts(keys.Notices, k => k.Owner.Value), Texts(keys.Notices, k => k.AsnNo.Value));
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return new RowBatch
        {
            Tasks = await ReadAsync(RowMaker.Task).ConfigureAwait(false),
            Receipts = await ReadAsync(RowMaker.Receipt).ConfigureAwait(false),
            Orders = await ReadAsync(RowMaker.Order).ConfigureAwait(false),
            Lines = await ReadAsync(RowMaker.Line).ConfigureAwait(false),
            Inbound = await ReadAsync(RowMaker.Inbound).ConfigureAwait(false),
        };

        void Ask(string from, params ReadOnlySpan<NpgsqlParameter> arrays)
        {
            NpgsqlBatchCommand command = new($"SELECT t.* FROM {from} WHERE t.warehouse = $1");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = warehouse });
            foreach (NpgsqlParameter array in arrays)
            {
                command.Parameters.Add(array);
            }

            batch.BatchCommands.Add(command);
        }

        async Task<List<TRow>> ReadAsync<TRow>(Func<RowCells, TRow> make)
        {
            List<TRow> rows = [];
            RowCells cells = new(reader);
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            {
                rows.Add(make(cells));
            }

            await reader.NextResultAsync(cancellation).ConfigureAwait(false);
            return rows;
        }
    }

    private static NpgsqlParameter Longs<TKey>(HashSet<TKey> keys, Func<TKey, long> part) =>
        new() { Value = keys.Select(part).ToArray(), NpgsqlDbType = NpgsqlDbType.Bigint | NpgsqlDbType.Array };

    private static NpgsqlParameter Texts<TKey>(HashSet<TKey> keys, Func<TKey, string> part) =>
        new() { Value = keys.Select(part).ToArray(), NpgsqlDbType = NpgsqlDbType.Text | NpgsqlDbType.Array };
}
