using System.Diagnostics;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Backorders.Postgres;
using Backorders.Server;
using Backorders.Server.Options;
using Backorders.Server.Stores;
using Backorders.Testing.Postgres;
using Backorders.Testing;
using Backorders.V1;
using Npgsql;
using WarehouseOpened = Backorders.Domain.Events.WarehouseOpened;

namespace Backorders.Benchmarks.Outage;

/// <summary>
/// A PostgreSQL database with several warehouses of one replay, each with its rows, its read model and the snapshot that a node would have written on the way. Made once from the store that
/// <c>backorders demo --lines FILE --once --data DIR</c> leaves, kept as a folder, and copied for each run.
/// </summary>
internal static class OutageStore
{
    public const string ClusterName = "outage";
    public const string Sku = "OUTAGE-MUG";

    private const string database = "outage";
    private const string dataFolder = "data";

    /// <summary>Turns between two snapshots, as a node writes them by default.</summary>
    private const long snapshotEvery = 200_000;

    /// <summary>How far the second warehouse stands behind its snapshot: nearly as far as one can.</summary>
    private const long farBehind = 190_000;

    private static readonly string[] settings = ["shared_buffers = 256MB", "max_wal_size = 4GB", "checkpoint_timeout = 30min"];

    /// <summary>The warehouses of a store.</summary>
    public static string[] Names(int count) => [.. Enumerable.Range(1, count).Select(i => $"W{i:00}")];

    /// <summary>Makes the database.</summary>
    /// <param name="to">Where progress goes.</param>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="replayed">The folder of the replay's store.</param>
    /// <param name="count">How many warehouses.</param>
    public static async Task PrepareAsync(TextWriter to, string folder, string replayed, int count)
    {
        Directory.CreateDirectory(folder);
        ITurnRows original = SqliteTurnStore.OpenToRead(new SqliteStoreOptions { Path = Path.Combine(replayed, "turns.db") }, TimeProvider.System);
        WarehouseId warehouse = (await original.ListWarehousesAsync(default)).Single();
        await using PostgresServer server = await PostgresServer.StartAsync(settings);
        await server.ExecuteAsync($"CREATE DATABASE {database}");
        PostgresOptions options = server.OptionsOf(database);
        await NodeDatabase.MigrateAsync(new NodeOptions { Postgres = options, Cluster = new ClusterSettings { Name = ClusterName } }, null, default);
        await using NpgsqlDataSource source = PostgresSources.Create(options, "copies");
        await using PostgresTurnReader reader = await PostgresTurnReader.OpenAsync(options, "states", TimeProvider.System, default);
        WarehouseCopy copy = new(source);

        WarehouseId[] names = [.. Names(count).Select(n => new WarehouseId(n))];
        long begun = Stopwatch.GetTimestamp();
        (long rows, long turns) = await copy.WriteRowsAsync(original, warehouse, names[0]);
        Say($"{names[0]}: {rows:N0} rows, {turns:N0} turns copied from the replay");
        await ServeOnceAsync(to, options, reader.Rows, names[0]);
        Say("its read model is there, and what fell due since the replay's last day has passed");
        List<string> hashes = [];
        foreach (WarehouseId name in names)
        {
            if (name != names[0])
            {
                await copy.WriteRowsAsync(reader.Rows, names[0], name);
                await copy.WriteReadModelAsync(names[0], name);
            }

            hashes.Add(await FoldAsync(reader.Rows, name, name == names[1]));
            Say($"{name}: state {hashes[^1][..16]}");
        }

        if (hashes.Distinct().Count() != 1)
        {
            throw new InvalidOperationException("The copies do not fold to one state.");
        }

        NpgsqlConnection.ClearAllPools();
        await server.ExecuteAsync("VACUUM ANALYZE", database);
        string data = (string)(await server.QueryAsync("SHOW data_directory"))!;
        await server.StopAsync(PostgresStop.Fast);
        await CopyFolderAsync(data, Path.Combine(folder, dataFolder));
        Say("kept");

        void Say(string what) => to.WriteLine($"{Stopwatch.GetElapsedTime(begun).TotalSeconds,6:N0} s  {what}");
    }

    /// <summary>Starts a server on a copy of a database that was made before.</summary>
    public static async Task<(PostgresServer Server, PostgresOptions Options)> OpenAsync(string folder)
    {
        PostgresServer server = await PostgresServer.RestoreAsync(data => CopyFolderAsync(Path.Combine(folder, dataFolder), data));
        return (server, server.OptionsOf(database));
    }

    /// <summary>How the warehouses are described.</summary>
    public static async Task<WarehouseOpened> DescriptionAsync(ITurnRows rows, WarehouseId warehouse) =>
        (await rows.ReadAfterAsync(warehouse, 0, 1, default))[0].Batch.Read().SelectMany(t => t.Turn.Events).OfType<WarehouseOpened>().First();

    /// <summary>Defines what the callers will receive.</summary>
    public static async Task DefineAsync(BackordersClient client, string warehouse) => await client.RetryAsync(() => client.Items.DefineItemsAsync(new DefineItemsRequest
    {
        Warehouse = warehouse, RequestId = BackordersClient.NewRequestId(), Items = { new V1.Item { Sku = Sku, Description = "A mug", IsGoods = true } },
    }));

    /// <summary>Lets a node serve the warehouse until its read model is as far as its journal.</summary>
    private static async Task ServeOnceAsync(TextWriter to, PostgresOptions options, ITurnRows rows, WarehouseId warehouse)
    {
        string folder = Directory.CreateTempSubdirectory("backorders-outage-").FullName;
        WarehouseOpened described = await DescriptionAsync(rows, warehouse);
        OutageNodeSettings settings = new(
            options.ConnectionString, "n1", $"http://127.0.0.1:{FreePort.Take()}", folder, [warehouse.Value], described.TimeZone,
            [.. described.Doors.Select(d => d.Value)], [.. described.Lanes.Select(l => l.Value)]);
        (OutageNode node, string key) = await OutageNode.StartAsync(settings);
        await using (node)
        {
            using BackordersClient client = BackordersClient.Connect(node.Address, key.Split(' ')[0]);
            await DefineAsync(client, warehouse.Value);
            await using NpgsqlDataSource source = PostgresSources.Create(options, "cursor");
            await Poll.UntilAsync(
                async () =>
                {
                    await using NpgsqlCommand read = source.CreateCommand("SELECT coalesce(max(seq), 0) FROM read_cursor");
                    return (long)(await read.ExecuteScalarAsync())! >= (await rows.ReadLastAsync(warehouse, default))!.Value.Batch.LastSeq;
                },
                "the read model is complete", 500);
            foreach (OutageWord word in node.Words.Where(w => w.Kind == "says"))
            {
                to.WriteLine($"          {word.Text}");
            }

            await node.StopAsync();
        }

        await using NpgsqlDataSource all = PostgresSources.Create(options, "clean");
        await using NpgsqlCommand clean = all.CreateCommand("DELETE FROM warehouse_snapshot");
        await clean.ExecuteNonQueryAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Reads the journal from its start as a recovery does, writes the snapshot that a node would have, and checks the state.</summary>
    /// <returns>The hash of the state at the end.</returns>
    private static async Task<string> FoldAsync(ITurnRows rows, WarehouseId warehouse, bool isFarBehind)
    {
        StateReader reader = new(rows, warehouse);
        long last = (await rows.ReadLastAsync(warehouse, default))!.Value.Batch.LastSeq;
        long wanted = Math.Max(1, isFarBehind ? last - farBehind : last / snapshotEvery * snapshotEvery);
        TurnRowHead at = (await rows.FindAsync(warehouse, wanted, default))!.Value;
        FoldedState state = await reader.LoadAsync(at.Batch.LastSeq, default);
        await rows.WriteSnapshotAsync(warehouse, new TurnSnapshot(at.Number, SnapshotCodec.Write(state.Fold)), default);
        await reader.AdvanceAsync(state, last, default);
        Domain.Warehouse folded = state.Fold.FindOrAdd(warehouse).Warehouse;
        return folded.CheckInvariants(state.Fold.LastAt) is { Count: > 0 } faults
            ? throw new InvalidOperationException(string.Join(' ', faults))
            : SnapshotCodec.StateHash(folded);
    }

    private static async Task CopyFolderAsync(string from, string to)
    {
        using Process copy = Process.Start("cp", ["-a", "--reflink=auto", from, to]);
        await copy.WaitForExitAsync();
        if (copy.ExitCode != 0)
        {
            throw new InvalidOperationException($"{from} could not be copied to {to}.");
        }
    }
}
