using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Tests.Storage;
using Backorders.Actors.Tests.Warehouses;
using Microsoft.Data.Sqlite;

namespace Backorders.Actors.Tests.Reading;

public sealed class SqliteReadingTests : ReadingConformance
{
    private readonly TemporaryFolder folder = new();

    protected override Task<ITurnStore> OpenAsync() => Task.FromResult<ITurnStore>(SqliteTurnStore.Open(new() { Path = folder.Journal }, TimeProvider.System));

    protected override void Close() => folder.Dispose();

    protected override async Task TamperAsync(long row, Func<byte[], byte[]> change)
    {
        await using SqliteConnection file = Open();
        byte[] bytes = (byte[])Command(file, "SELECT message FROM turn_batch WHERE persistence_id = $w AND sequence_number = $r", row).ExecuteScalar()!;
        SqliteCommand update = Command(file, "UPDATE turn_batch SET message = $m WHERE persistence_id = $w AND sequence_number = $r", row);
        update.Parameters.AddWithValue("$m", change(bytes));
        Assert.Equal(1, update.ExecuteNonQuery());
    }

    protected override async Task RemoveAsync(long row)
    {
        await using SqliteConnection file = Open();
        Assert.Equal(1, Command(file, "DELETE FROM turn_batch WHERE persistence_id = $w AND sequence_number = $r", row).ExecuteNonQuery());
    }

    private SqliteConnection Open()
    {
        SqliteConnection file = new($"Data Source={folder.Journal};Pooling=False");
        file.Open();
        using SqliteCommand free = file.CreateCommand();
        free.CommandText = "DROP TRIGGER IF EXISTS turn_batch_stays; DROP TRIGGER IF EXISTS turn_batch_is_kept;";
        free.ExecuteNonQuery();
        return file;
    }

    private static SqliteCommand Command(SqliteConnection file, string text, long row)
    {
        SqliteCommand command = file.CreateCommand();
        command.CommandText = text;
        command.Parameters.AddWithValue("$w", Yard.Warehouse.Value);
        command.Parameters.AddWithValue("$r", row);
        return command;
    }
}
