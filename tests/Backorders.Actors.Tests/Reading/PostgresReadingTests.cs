using Backorders.Actors.Storage;
using Backorders.Actors.Tests.Storage;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Actors.Tests.Reading;

[TestCaseOrderer(OnlyWithPostgres.Name, OnlyWithPostgres.Assembly)]
public sealed class PostgresReadingTests : ReadingConformance
{
    private PostgresOptions options = null!;

    protected override async Task<ITurnStore> OpenAsync()
    {
        options = await TurnDatabase.NewSchemaAsync();
        return await TurnDatabase.OpenAsync(options);
    }

    protected override void Close()
    {
    }

    protected override async Task TamperAsync(long row, Func<byte[], byte[]> change)
    {
        await using NpgsqlConnection connection = await ConnectAsync();
        await using NpgsqlCommand read = Command(connection, "SELECT message FROM {0}.turn_batch WHERE persistence_id = $1 AND sequence_number = $2", row);
        byte[] bytes = (byte[])(await read.ExecuteScalarAsync())!;
        await using NpgsqlCommand update = Command(connection, "UPDATE {0}.turn_batch SET message = $3 WHERE persistence_id = $1 AND sequence_number = $2", row);
        update.Parameters.Add(new() { Value = change(bytes) });
        Assert.Equal(1, await update.ExecuteNonQueryAsync());
    }

    protected override async Task RemoveAsync(long row)
    {
        await using NpgsqlConnection connection = await ConnectAsync();
        await using NpgsqlCommand remove = Command(connection, "DELETE FROM {0}.turn_batch WHERE persistence_id = $1 AND sequence_number = $2", row);
        Assert.Equal(1, await remove.ExecuteNonQueryAsync());
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        NpgsqlConnection connection = new(options.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string text, long row) => new(string.Format(null, text, options.Schema), connection)
    {
        Parameters = { new() { Value = Yard.Warehouse.Value }, new() { Value = row } },
    };
}
