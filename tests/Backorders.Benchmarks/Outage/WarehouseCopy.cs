using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;
using Stored = Backorders.Actors.Turns.Stored;

namespace Backorders.Benchmarks.Outage;

/// <summary>
/// Writes what is known of a warehouse into a PostgreSQL store once more, under another name: ten large warehouses for the price of one replay. The name stands in each turn and in the event
/// that opened the warehouse, so bodies are written anew and the chain runs over the new ones; nothing else of a turn is touched.
/// </summary>
internal sealed class WarehouseCopy(NpgsqlDataSource database)
{
    private const long pageBytes = 16 * 1024 * 1024;

    private const string rowsIn =
        "COPY turn_batch(created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid) FROM STDIN (FORMAT BINARY)";

    /// <summary>Copies the rows of the journal.</summary>
    /// <returns>The rows and the turns in them.</returns>
    public async Task<(long Rows, long Turns)> WriteRowsAsync(ITurnRows from, WarehouseId original, WarehouseId name)
    {
        (long row, long turns, ChainHash head) = (0, 0, ChainHash.Zero);
        IReadOnlyList<TurnRow> page;
        while ((page = await from.ReadAfterAsync(original, row, pageBytes, default)).Count > 0)
        {
            await using NpgsqlConnection connection = await database.OpenConnectionAsync();
            await using NpgsqlBinaryImporter to = await connection.BeginBinaryImportAsync(rowsIn);
            foreach (TurnRow next in page)
            {
                TurnBatch batch = TurnBatch.Chain(turns, head, [.. next.Batch.Bodies.Select(body => Rename(body, name))]);
                (row, turns, head) = (next.Number, batch.LastSeq, batch.After);
                await to.StartRowAsync();
                await to.WriteAsync(DateTime.UtcNow.Ticks, NpgsqlDbType.Bigint);
                await to.WriteAsync(false, NpgsqlDbType.Boolean);
                await to.WriteAsync(name.Value, NpgsqlDbType.Text);
                await to.WriteAsync(row, NpgsqlDbType.Bigint);
                await to.WriteAsync(TurnBatchCodec.Encode(batch), NpgsqlDbType.Bytea);
                await to.WriteAsync(string.Empty, NpgsqlDbType.Text);
                await to.WriteAsync(TurnBatchCodec.Manifest, NpgsqlDbType.Text);
                await to.WriteAsync(TurnBatchCodec.Identifier, NpgsqlDbType.Integer);
                await to.WriteAsync("copy", NpgsqlDbType.Text);
            }

            await to.CompleteAsync();
        }

        return (row, turns);
    }

    /// <summary>Copies what is read beside the journal: the rows of the read model, with its cursor.</summary>
    public async Task WriteReadModelAsync(WarehouseId original, WarehouseId name)
    {
        List<(string Table, string Columns)> tables = [];
        await using (NpgsqlCommand list = database.CreateCommand(
            """
            SELECT c.table_name, string_agg(quote_ident(c.column_name), ', ' ORDER BY c.ordinal_position) FILTER (WHERE c.column_name <> 'warehouse')
            FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name NOT LIKE 'webhook%'
            GROUP BY c.table_name HAVING bool_or(c.column_name = 'warehouse')
            """))
        await using (NpgsqlDataReader rows = await list.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                tables.Add((rows.GetString(0), rows.GetString(1)));
            }
        }

        foreach ((string table, string columns) in tables)
        {
            await using NpgsqlCommand copy = database.CreateCommand($"INSERT INTO {table}(warehouse, {columns}) SELECT $1, {columns} FROM {table} WHERE warehouse = $2");
            copy.CommandTimeout = 0;
            copy.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name.Value });
            copy.Parameters.Add(new NpgsqlParameter<string> { TypedValue = original.Value });
            await copy.ExecuteNonQueryAsync();
        }
    }

    private static ReadOnlyMemory<byte> Rename(ReadOnlyMemory<byte> body, WarehouseId name)
    {
        Stored.Turn turn = Stored.Turn.Parser.ParseFrom(body.Span);
        turn.Warehouse = name.Value;
        foreach (Stored.Event opened in turn.Events.Where(e => e.WarehouseOpened is not null))
        {
            opened.WarehouseOpened.Warehouse = name.Value;
        }

        return turn.ToByteArray();
    }
}
