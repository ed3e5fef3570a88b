using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Backorders.Actors.Tests.Storage;

/// <summary>Rows of several warehouses in one transaction: who is refused, and who is not.</summary>
public sealed class SqliteRowWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SqliteStoreOptions options;
    private readonly SqliteTurnStore store;
    private readonly ManualResetEventSlim mayOpen = new(true);
    private readonly SemaphoreSlim opening = new(0);
    private int opened;

    public SqliteRowWriterTests()
    {
        options = new() { Path = folder.Journal };
        store = SqliteTurnStore.Open(options, TimeProvider.System);
    }

    [Fact]
    public async Task RowThatIsRefused_FailsAlone_AndItsNeighboursAreStored()
    {
        using (SqliteRowWriter other = Writer())
        {
            await other.WriteAsync("W2", [Row("W2", 1)]);
        }

        using SqliteRowWriter writer = Writer();
        await opening.WaitAsync();
        Task[] together = await TogetherAsync(writer, ("W1", [1]), ("W2", [1]), ("W3", [2]), ("W4", [1]));

        Assert.Equal([true, false, false, true], together.Select(t => t.IsCompletedSuccessfully));
        Assert.Equal(raw.SQLITE_CONSTRAINT_UNIQUE, (await Assert.ThrowsAsync<SqliteException>(() => together[1])).SqliteExtendedErrorCode);
        Assert.Equal(raw.SQLITE_CONSTRAINT_TRIGGER, (await Assert.ThrowsAsync<SqliteException>(() => together[2])).SqliteExtendedErrorCode);
        Assert.Equal((long[])[1, 1, 0, 1], await LastAsync("W1", "W2", "W3", "W4"));
        Assert.Equal(2, opened);
    }

    [Fact]
    public async Task RowsOfOneWarehouse_AreStoredAllOrNone()
    {
        using SqliteRowWriter writer = Writer();
        Task[] together = await TogetherAsync(writer, ("W1", [1, 2, 3]), ("W2", [1, 3]), ("W3", [1]));

        Assert.Equal([true, false, true], together.Select(t => t.IsCompletedSuccessfully));
        Assert.Equal((long[])[3, 0, 1], await LastAsync("W1", "W2", "W3"));
        await Assert.ThrowsAsync<SqliteException>(() => writer.WriteAsync("W1", [Row("W1", 4), Row("W1", 6)]));
        Assert.Equal((long[])[3], await LastAsync("W1"));
    }

    [Fact]
    public async Task FileThatTakesNoMore_FailsAllRowsOfTheTransaction_AndTheNextIsTriedOnAConnectionOfItsOwn()
    {
        using SqliteRowWriter writer = Writer(connection => Execute(connection, $"PRAGMA max_page_count = {(opened == 1 ? 20 : 10_000)}"));
        Task[] together = await TogetherAsync(writer, ("W1", [1]), ("W2", [1]), ("BIG", [1]));

        Assert.All(together, t => Assert.Equal(raw.SQLITE_FULL, Assert.IsType<SqliteException>(t.Exception!.InnerException).SqliteErrorCode));
        Assert.Equal((long[])[0, 0, 0], await LastAsync("W1", "W2", "BIG"));
        await writer.WriteAsync("W1", [Row("W1", 1)]);
        Assert.Equal((long[])[1], await LastAsync("W1"));
        Assert.Equal(2, opened);
    }

    [Fact]
    public async Task WriterThatIsClosed_StoresWhatWaits_AndTakesNoMore()
    {
        SqliteRowWriter writer = Writer();
        mayOpen.Reset();
        Task[] waiting = [.. Enumerable.Range(1, 40).Select(i => writer.WriteAsync($"W{i}", [Row($"W{i}", 1)]))];
        Task closed = Task.Run(writer.Dispose);
        mayOpen.Set();
        await closed;

        Assert.All(waiting, t => Assert.True(t.IsCompletedSuccessfully));
        Assert.Equal((long[])[1, 1], await LastAsync("W1", "W40"));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => writer.WriteAsync("W1", [Row("W1", 2)]));
    }

    public void Dispose()
    {
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        mayOpen.Dispose();
        opening.Dispose();
        folder.Dispose();
    }

    /// <summary>The outcome of writes that share a transaction: they wait while the connection is opened for another one.</summary>
    private async Task<Task[]> TogetherAsync(SqliteRowWriter writer, params (string Warehouse, int[] Rows)[] writes)
    {
        mayOpen.Reset();
        Task first = writer.WriteAsync("FIRST", [Row("FIRST", 1)]);
        await opening.WaitAsync();
        Task[] all = [.. writes.Select(w => writer.WriteAsync(w.Warehouse, [.. w.Rows.Select(r => Row(w.Warehouse, r))]))];
        mayOpen.Set();
        await first;
        foreach (Task one in all)
        {
            await one.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return all;
    }

    private SqliteRowWriter Writer(Action<SqliteConnection>? prepare = null) => new(
        () =>
        {
            opening.Release();
            mayOpen.Wait();
            SqliteConnection connection = new SqliteHandles(options, isJournal: true).Open(
                new SqliteConnectionStringBuilder { DataSource = options.Path, Pooling = false }.ConnectionString);
            opened++;
            prepare?.Invoke(connection);
            return connection;
        },
        TimeProvider.System);

    private static StoredPayload Row(string warehouse, int row) => new(
        row, TurnBatchCodec.Identifier, TurnBatchCodec.Manifest,
        TurnBatchCodec.Encode(new(row, default, [new byte[warehouse == "BIG" ? 300_000 : 10]], default)));

    private async Task<IReadOnlyList<long>> LastAsync(params string[] warehouses) =>
        await Task.WhenAll(warehouses.Select(async w => (await store.Rows.ReadLastAsync(new WarehouseId(w), default))?.Number ?? 0));

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
