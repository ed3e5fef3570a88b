using System.Text.Json.Nodes;
using Backorders.Actors.Storage.Postgres;
using Backorders.Cli.Hosting;
using Backorders.Cli.Terminal;
using Backorders.Postgres;
using Backorders.Server;
using Backorders.Server.Options;
using Backorders.Testing.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Backorders.Cli.Tests;

/// <summary>What the commands make of a store of the actors: one that a node has just left, a copy of it, and its rows in PostgreSQL.</summary>
public sealed class ActorStoreTests
{
    [Fact]
    public async Task History_AfterARestart_ToldFromTheRows()
    {
        using Folder folder = new();
        await WorkAsync(folder);
        await using TestNode node = new(await BackordersNode.StartAsync(Options(folder)));
        JsonNode keys = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "key.json")))!;
        Dictionary<string, string> reach = new()
        {
            ["BACKORDERS_SERVER"] = node.Node.GrpcAddress.ToString(), ["BACKORDERS_KEY"] = keys["key"]!.GetValue<string>(),
            ["BACKORDERS_OPERATOR_KEY"] = keys["operator"]!.GetValue<string>(),
        };

        CliRun history = await CliRun.OfAsync(["explain", "A-1", "1", "--history"], environment: reach);
        Assert.True(history.Code == ExitCodes.Done, history.Error);
        Assert.Contains("accepted", history.Out, StringComparison.Ordinal);

        CliRun export = await CliRun.OfAsync(["export", "944", "--out", Path.Combine(folder.Path, "944")], environment: reach);
        Assert.True(export.Code == ExitCodes.Done, export.Error);
        Assert.Contains("W07*12*EA**SK*LAMP~", await File.ReadAllTextAsync(Path.Combine(folder.Path, "944")), StringComparison.Ordinal);

        CliRun simulation = await CliRun.OfAsync(["simulate", "--set", "hold_hours=24", "--json"], environment: reach);
        Assert.True(simulation.Code == ExitCodes.Done, simulation.Error);
        Assert.Equal("5", JsonNode.Parse(simulation.Out)!["recorded"]!["units_wanted"]!.GetValue<string>());
    }

    [Fact]
    public async Task Verify_OfACopyWithoutSnapshots_SaysTheSame()
    {
        using Folder folder = new();
        await WorkAsync(folder);
        string copy = Path.Combine(folder.Path, "copy.db");
        File.Copy(Path.Combine(folder.Path, "turns.db"), copy);

        CliRun store = await CliRun.OfAsync(["verify", "--data", folder.Path]);
        CliRun copied = await CliRun.OfAsync(["verify", "--data", copy]);

        Assert.True(store.Code == ExitCodes.Done, store.Error);
        Assert.Contains("all good", store.Out, StringComparison.Ordinal);
        Assert.Equal((store.Code, store.Out), (copied.Code, copied.Out));
    }

    [Fact]
    public async Task Verify_OfAWarehouseThatLostAllItsRows_Fails()
    {
        using Folder folder = new();
        await WorkAsync(folder);
        SqliteConnection.ClearAllPools();
        using (SqliteConnection file = new($"Data Source={Path.Combine(folder.Path, "turns.db")};Pooling=False"))
        {
            file.Open();
            using SqliteCommand remove = file.CreateCommand();
            remove.CommandText = "DROP TRIGGER turn_batch_is_kept; DELETE FROM turn_batch";
            Assert.True(remove.ExecuteNonQuery() > 0);
        }

        CliRun run = await CliRun.OfAsync(["verify", "--data", folder.Path]);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("MAIN", run.Error + run.Out, StringComparison.Ordinal);
        Assert.Contains("cut off", run.Error, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Verify_OfTheRowsInPostgres_SaysTheSameAsOfTheFile()
    {
        using Folder folder = new();
        await WorkAsync(folder);
        PostgresOptions database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await PostgresTurnStore.MigrateAsync(database, "backorders", null, default);
        await CopyRowsAsync(Path.Combine(folder.Path, "turns.db"), database);

        CliRun file = await CliRun.OfAsync(["verify", "--data", folder.Path, "--json"]);
        CliRun rows = await CliRun.OfAsync(["verify", "--postgres", database.ConnectionString, "--json"]);

        Assert.True(rows.Code == ExitCodes.Done, rows.Error);
        Assert.Equal(file.Out, rows.Out);
    }

    /// <summary>A node that took goods and an order, and left.</summary>
    private static async Task WorkAsync(Folder folder)
    {
        await using TestNode node = new(await BackordersNode.StartAsync(Options(folder)));
        folder.Write("key.json", $$"""{ "key": "{{node.Node.DevelopmentKey}}", "operator": "{{node.Node.OperatorKey}}" }""");
        await node.RunAsync("import", "items", folder.Write("items.csv", "sku\nLAMP\n"));
        await node.RunAsync("import", "orders", folder.Write("orders.csv", "order_no,sku,quantity\nA-1,LAMP,5\n"));
        CliRun scan = await node.RunAsync("scan", "LAMP", "12");
        Assert.True(scan.Code == ExitCodes.Done, scan.Error);
    }

    private static NodeOptions Options(Folder folder) => new()
    {
        DataDirectory = folder.Path,
        Warehouses = [DefaultBuilding.Named("MAIN")],
        Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
        Log = new LogOptions { Console = false, Level = "Warning" },
    };

    private static async Task CopyRowsAsync(string path, PostgresOptions database)
    {
        await using NpgsqlConnection to = new(database.ConnectionString);
        await to.OpenAsync();
        using SqliteConnection from = new($"Data Source={path};Mode=ReadOnly;Pooling=False");
        from.Open();
        using SqliteCommand all = from.CreateCommand();
        all.CommandText = "SELECT created, persistence_id, sequence_number, message, manifest, identifier FROM turn_batch ORDER BY persistence_id, sequence_number";
        using SqliteDataReader row = all.ExecuteReader();
        while (row.Read())
        {
            await using NpgsqlCommand insert = new(
                $"INSERT INTO {database.Schema}.turn_batch(created, persistence_id, sequence_number, message, manifest, identifier) VALUES ($1, $2, $3, $4, $5, $6)", to)
            {
                Parameters =
                {
                    new() { Value = row.GetInt64(0) }, new() { Value = row.GetString(1) }, new() { Value = row.GetInt64(2) },
                    new() { Value = row.GetFieldValue<byte[]>(3) }, new() { Value = row.GetString(4) }, new() { Value = row.GetInt32(5) },
                },
            };
            await insert.ExecuteNonQueryAsync();
        }
    }
}
