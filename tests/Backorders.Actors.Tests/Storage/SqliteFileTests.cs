using System.Data;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql.Config;
using Akka.Persistence.Sql.Journal;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Storage.Sqlite;
using LinqToDB;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Backorders.Actors.Tests.Storage;

/// <summary>What is particular to files: their settings, who may open them, and what they refuse.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task EveryConnectionOfThePlugins_WaitsForTheDisk()
    {
        await using SqliteTurnStore store = Open();
        foreach (string plugin in new[] { JournalSettings.SqlJournal, JournalSettings.SqlSnapshots })
        {
            await using DataConnection first = new(Options(store, plugin));
            await using DataConnection second = new(Options(store, plugin));
            foreach (DataConnection connection in new[] { first, second })
            {
                Assert.Equal(2, connection.Execute<long>("PRAGMA synchronous"));
                Assert.Equal("wal", connection.Execute<string>("PRAGMA journal_mode"));
                Assert.Equal(-8_192, connection.Execute<long>("PRAGMA cache_size"));
                Assert.Equal(2, connection.Execute<long>("PRAGMA temp_store"));
                Assert.Equal(8_192, connection.Execute<long>("PRAGMA wal_autocheckpoint"));
            }
        }
    }

    [Fact]
    public async Task ReadsOfThePlugin_DoNotWaitForAWriter()
    {
        await using SqliteTurnStore store = Open();
        IsolationLevel level = Level(store.Settings.Config.GetString($"{JournalSettings.SqlJournal}.read-isolation-level"));
        using SqliteConnection writer = ConnectAsTheStoreDoes();
        using SqliteTransaction writing = writer.BeginTransaction(deferred: false);
        Insert(writer, "MAIN", 1);

        await using DataConnection reader = new(Options(store, JournalSettings.SqlJournal));
        await using DataConnectionTransaction reading = await reader.BeginTransactionAsync(level);

        Assert.Equal(0, reader.Execute<long>("SELECT count(*) FROM turn_batch"));
    }

    [Fact]
    public async Task Snapshots_StandInAFileOfTheirOwn()
    {
        await using SqliteTurnStore store = Open();

        Assert.Equal(folder.Sub("turns-snapshots.db"), new SqliteStoreOptions { Path = folder.Journal }.SnapshotPath);
        Assert.Equal(0, Query(folder.Sub("turns-snapshots.db"), "SELECT count(*) FROM warehouse_snapshot"));
        Assert.Throws<SqliteException>(() => Query(folder.Journal, "SELECT count(*) FROM warehouse_snapshot"));
    }

    [Fact]
    public async Task SecondStoreOnOneFile_IsToldWhoHasIt()
    {
        await using (Open())
        {
            string said = Assert.Throws<JournalUnavailableException>(() => Open()).Message;

            Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}", said);
            Assert.Contains(folder.Journal, said);
        }

        await using SqliteTurnStore again = Open();
    }

    [Fact]
    public async Task FileOfALaterVersion_IsRefusedAndLeftAlone()
    {
        await Open().DisposeAsync();
        Change("PRAGMA user_version = 2");

        Assert.Contains("version 2", Assert.Throws<JournalVersionException>(() => Open()).Message);

        Assert.Equal(2, Query(folder.Journal, "PRAGMA user_version"));
    }

    [Fact]
    public void FileOfAnotherProgram_IsRefused()
    {
        Change("CREATE TABLE other(x)");

        Assert.Contains("another program", Assert.Throws<JournalUnavailableException>(() => Open()).Message);
    }

    [Fact]
    public void FileThatIsNoDatabase_IsRefused()
    {
        File.WriteAllText(folder.Journal, new string('x', 10_000));

        Assert.Contains("not a database", Assert.Throws<JournalUnavailableException>(() => Open()).Message);
    }

    [Theory]
    [InlineData("DROP TRIGGER turn_batch_follows", "turn_batch_follows")]
    [InlineData("DROP TRIGGER turn_batch_stays", "turn_batch_stays")]
    [InlineData("DROP TRIGGER turn_batch_is_kept", "turn_batch_is_kept")]
    [InlineData("DROP TRIGGER turn_batch_is_open", "turn_batch_is_open")]
    [InlineData(
        """
        ALTER TABLE turn_batch RENAME TO old;
        CREATE TABLE turn_batch(ordering INTEGER PRIMARY KEY, created INTEGER, deleted INTEGER, persistence_id TEXT, sequence_number INTEGER, message BLOB, tags TEXT,
            manifest TEXT, identifier INTEGER, writer_uuid TEXT);
        """,
        "table 'turn_batch'")]
    public async Task FileWithoutAConstraintOrATrigger_IsRefusedByName(string change, string named)
    {
        await Open().DisposeAsync();
        Change(change);

        Assert.Contains(named, Assert.Throws<JournalUnavailableException>(() => Open()).Message);
    }

    [Fact]
    public async Task RowsThatAreThere_AreNeitherChangedNorRemoved_AndNoneIsSkipped()
    {
        await using SqliteTurnStore store = Open();
        using SqliteConnection connection = ConnectAsTheStoreDoes();
        for (int row = 1; row <= 3; row++)
        {
            Insert(connection, "MAIN", row);
        }

        Assert.Contains("never changed", Assert.Throws<SqliteException>(() => Execute(connection, "UPDATE turn_batch SET deleted = 0")).Message);
        Assert.Contains("never removed", Assert.Throws<SqliteException>(() => Execute(connection, "DELETE FROM turn_batch")).Message);
        Assert.Contains("row before", Assert.Throws<SqliteException>(() => Insert(connection, "MAIN", 6)).Message);
        Assert.Contains("UNIQUE", Assert.Throws<SqliteException>(() => Insert(connection, "MAIN", 3)).Message);
        Insert(connection, "MAIN", 4);
        Insert(connection, "WEST", 1);
    }

    /// <summary>A tool that opens the file, such as SQLite's shell, has no function shard_of and so adds no rows. It may read.</summary>
    [Fact]
    public async Task AnotherProgram_AddsNoRows_AndReadsThem()
    {
        await using SqliteTurnStore store = Open();
        using SqliteConnection tool = Connect(folder.Journal);

        Assert.Contains("shard_of", Assert.Throws<SqliteException>(() => Insert(tool, "MAIN", 1)).Message);
        Assert.Equal(0, Query(folder.Journal, "SELECT count(*) FROM turn_batch"));
    }

    [Fact]
    public async Task FullDisk_FailsTheBatchWithOneLine_AndLosesNothingAcknowledged()
    {
        await using SqliteTurnStore store = SqliteTurnStore.Open(new() { Path = folder.Journal, PagesMax = 40 }, TimeProvider.System);
        LedgerSystem system = LedgerSystem.On(store);
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        Ledger.Stored stored = await system.AddAsync(actor, bodyBytes: 1_000);

        actor.Tell(new Ledger.Add(1, BodyBytes: 1_000_000));

        StoreFailure why = store.Explain((await system.ExpectMsgAsync<Ledger.Failed>()).Cause);
        Assert.Equal(StoreFailureKind.Refused, why.Kind);
        Assert.Contains("full", why.Message);
        Assert.Contains(folder.Journal, why.Message);
        Assert.Equal(stored.Row, (await store.Rows.ReadLastAsync(new("MAIN"), default))!.Value.Number);
        await system.EndAsync();
    }

    [Fact]
    public void FolderThatCannotBeWritten_IsNamed()
    {
        File.WriteAllText(folder.Sub("file"), string.Empty);

        string said = Assert.Throws<JournalUnavailableException>(() => SqliteTurnStore.Open(new() { Path = folder.Sub("file/turns.db") }, TimeProvider.System)).Message;

        Assert.Contains(folder.Sub("file"), said);
        Assert.Contains("cannot be written", said);
    }

    [Fact]
    public async Task Reader_SeesAllRows_WhileANodeServesAndAfterwards_AndChangesNothing()
    {
        Assert.Contains(folder.Journal, Assert.Throws<JournalUnavailableException>(() => SqliteTurnStore.OpenToRead(new() { Path = folder.Journal }, TimeProvider.System)).Message);
        Assert.False(File.Exists(folder.Journal));
        ITurnRows reader;
        await using (SqliteTurnStore store = Open())
        {
            LedgerSystem system = LedgerSystem.On(store);
            (IActorRef actor, _) = await system.StartAsync("MAIN");
            await system.AddAsync(actor, turns: 2);
            reader = SqliteTurnStore.OpenToRead(new() { Path = folder.Journal }, TimeProvider.System);
            Assert.Equal(2, (await reader.ReadLastAsync(new("MAIN"), default))!.Value.Batch.LastSeq);
            await system.AddAsync(actor, turns: 3);
            Assert.Equal(5, (await reader.ReadLastAsync(new("MAIN"), default))!.Value.Batch.LastSeq);
            await system.EndAsync();
        }

        Assert.Equal(2, (await reader.FindAsync(new("MAIN"), 3, default))!.Value.Number);
        TurnSnapshot snapshot = new(1, new(2, default, 7, []));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => reader.WriteSnapshotAsync(new("MAIN"), snapshot, default).AsTask());
        Change("PRAGMA user_version = 2");
        Assert.Throws<JournalVersionException>(() => SqliteTurnStore.OpenToRead(new() { Path = folder.Journal }, TimeProvider.System));
    }

    [Theory]
    [InlineData(3_046_001, "3.46.1", true)]
    [InlineData(3_051_002, "3.51.2", true)]
    [InlineData(3_051_003, "3.51.3", false)]
    public void LibraryThatCanCorruptAFile_IsRefused(int number, string version, bool refused) =>
        Assert.Equal(refused, Record.Exception(() => SqliteTurnStore.CheckLibrary(number, version)) is JournalUnavailableException { Message: var said } && said.Contains(version));

    [Fact]
    public async Task Copy_OfALivingStore_HoldsEveryRowThatWasStoredBefore()
    {
        await using SqliteTurnStore store = Open();
        LedgerSystem system = LedgerSystem.On(store);
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        for (int i = 0; i < 20; i++)
        {
            await system.AddAsync(actor, bodyBytes: 20_000);
        }

        Task<long> copying = store.CopyToAsync(folder.Sub("copies/turns.db"), default).AsTask();
        await system.AddAsync(actor);
        Assert.True(await copying > 400_000);
        await system.EndAsync();

        Assert.Contains("already", (await Assert.ThrowsAsync<JournalCopyException>(() => store.CopyToAsync(folder.Sub("copies/turns.db"), default).AsTask())).Message);
        await using SqliteTurnStore copy = SqliteTurnStore.Open(new() { Path = folder.Sub("copies/turns.db") }, TimeProvider.System);
        TurnRow[] rows = [.. await copy.Rows.ReadAfterAsync(new("MAIN"), 0, long.MaxValue, default)];
        Assert.InRange(rows.Length, 20, 21);
        Assert.All(rows, r => r.Batch.Read());
    }

    [Fact]
    public async Task SnapshotThatCannotBeRead_IsPassedOver_ByActorsAndReaders()
    {
        await using SqliteTurnStore store = Open();
        LedgerSystem system = LedgerSystem.On(store);
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        Ledger.Stored stored = await system.AddAsync(actor, turns: 3);
        TurnRowHead head = (await store.Rows.ReadLastAsync(new("MAIN"), default))!.Value;
        await store.Rows.WriteSnapshotAsync(new("MAIN"), new(1, new(3, head.Batch.After, 7, [new byte[] { 1, 2, 3 }])), default);
        using (SqliteConnection snapshots = Connect(folder.Sub("turns-snapshots.db")))
        {
            Execute(snapshots, "UPDATE warehouse_snapshot SET snapshot = X'ff00'");
        }

        await system.StopAsync(actor);
        (_, Ledger.Recovered at) = await system.StartAsync("MAIN");

        Assert.Equal((stored.Row, 3, 0), (at.Row, at.Turn, at.FromSnapshot));
        Assert.Null(await store.Rows.ReadSnapshotAsync(new("MAIN"), 3, 7, default));
        await system.EndAsync();
    }

    /// <summary>Our tables against those that the package makes when it is allowed to.</summary>
    [Fact]
    public async Task Columns_AreThoseThatThePackageExpects()
    {
        await using SqliteTurnStore store = Open();
        string scratch = new SqliteConnectionStringBuilder { DataSource = folder.Sub("scratch.db") }.ConnectionString;
        MultiDataOptionsSetup setup = new();
        setup.AddDataOptions(JournalSettings.SqlJournal, new DataOptions().UseConnectionString(ProviderName.SQLiteMS, scratch));
        setup.AddDataOptions(JournalSettings.SqlSnapshots, new DataOptions().UseConnectionString(ProviderName.SQLiteMS, scratch));
        Config config = ConfigurationFactory.ParseString(
            $"{JournalSettings.SqlJournal} {{ auto-initialize = true, class = \"{typeof(SqlWriteJournal).FullName}, {typeof(SqlWriteJournal).Assembly.GetName().Name}\" }}\n"
            + $"{JournalSettings.SqlSnapshots}.auto-initialize = true");
        LedgerSystem system = LedgerSystem.On(new JournalSettings(config.WithFallback(store.Settings.Config), [setup]));
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        await system.AddAsync(actor);
        await system.EndAsync();

        Assert.Equal(Columns(folder.Sub("scratch.db"), "turn_batch"), Columns(folder.Journal, "turn_batch"));
        Assert.Equal(Columns(folder.Sub("scratch.db"), "warehouse_snapshot"), Columns(folder.Sub("turns-snapshots.db"), "warehouse_snapshot"));
        SqliteConnection.ClearAllPools();
    }

    private SqliteTurnStore Open() => SqliteTurnStore.Open(new() { Path = folder.Journal }, TimeProvider.System);

    private void Change(string sql)
    {
        using SqliteConnection connection = Connect(folder.Journal);
        Execute(connection, sql);
    }

    private static DataOptions Options(SqliteTurnStore store, string plugin) =>
        store.Settings.Setups.OfType<MultiDataOptionsSetup>().Single().TryGetDataOptionsFor(plugin, out DataOptions? options) ? options! : throw new InvalidOperationException();

    private static IsolationLevel Level(string words) => Enum.Parse<IsolationLevel>(words.Replace("-", string.Empty), ignoreCase: true);

    private SqliteConnection ConnectAsTheStoreDoes() =>
        new SqliteHandles(new() { Path = folder.Journal }, isJournal: true).Open(new SqliteConnectionStringBuilder { DataSource = folder.Journal, Pooling = false }.ConnectionString);

    private static SqliteConnection Connect(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Insert(SqliteConnection connection, string warehouse, long row) => Execute(
        connection, $"INSERT INTO turn_batch(created, persistence_id, sequence_number, message, manifest, identifier) VALUES (0, '{warehouse}', {row}, X'00', '', 1001)");

    private static long Query(string path, string sql)
    {
        using SqliteConnection connection = Connect(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static string[] Columns(string path, string table)
    {
        using SqliteConnection connection = Connect(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT name FROM pragma_table_info('{table}') ORDER BY name";
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> names = [];
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return [.. names];
    }
}
