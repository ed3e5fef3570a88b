using System.Text.Json;
using Backorders.Actors.Port;
using Backorders.Cli.Terminal;
using Backorders.Domain.Ids;
using Backorders.Server;

namespace Backorders.Cli.Tests;

public sealed class ClusterCommandTests : IAsyncLifetime
{
    private static readonly string shard = $"{ShardMap.ShardOf(new WarehouseId("MAIN"))}";

    private TestNode node = null!;

    public async Task InitializeAsync() => node = await TestNode.StartAsync();

    public Task DisposeAsync() => node.DisposeAsync().AsTask();

    [Fact]
    public async Task Nodes_OfANodeAlone_AreOneThatIsLive()
    {
        CliRun run = await node.RunAsync("cluster", "nodes");

        Assert.Equal((ExitCodes.Done, ""), (run.Code, run.Error));
        Assert.Contains(Environment.MachineName + " *", run.Out, StringComparison.Ordinal);
        Assert.Contains("live", run.Out, StringComparison.Ordinal);
        Assert.Contains("A node that shares its store with nobody; 1 shards hold its warehouses, 0 sealed.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shards_AsJson_NameTheWarehouse()
    {
        CliRun run = await node.RunAsync("cluster", "shards", "--json");

        JsonElement one = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(shard, $"{one.GetProperty("shard").GetInt32()}");
        Assert.Equal("MAIN", one.GetProperty("warehouses")[0].GetString());
    }

    [Fact]
    public async Task Seal_ThenUnseal_AreToldAndShown()
    {
        CliRun seal = await node.RunAsync("cluster", "seal", shard, "--why", "stocktaking");
        Assert.Equal((ExitCodes.Done, $"Shard {shard} is sealed."), (seal.Code, seal.Out.Trim()));
        Assert.Contains("was sealed already", (await node.RunAsync("cluster", "seal", shard, "--why", "again")).Out, StringComparison.Ordinal);
        CliRun shards = await node.RunAsync("cluster", "shards");
        Assert.Equal(ExitCodes.Failed, shards.Code);
        Assert.Matches("sealed.*MAIN.*stocktaking", shards.Out);

        CliRun open = await node.RunAsync("cluster", "unseal", shard);
        Assert.Equal((ExitCodes.Done, $"Shard {shard} is open."), (open.Code, open.Out.Trim()));
        Assert.Contains("was not sealed", (await node.RunAsync("cluster", "unseal", shard)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_OfANodeWithAStore_PassesVerify()
    {
        using Folder folder = new();
        await using TestNode kept = await TestNode.StartAsync(folder.Path);
        await kept.RunAsync("import", "items", folder.Write("items.csv", "sku\nLAMP\n"));

        CliRun backup = await kept.RunAsync("backup", "before", "--json");
        Assert.Equal((ExitCodes.Done, ""), (backup.Code, backup.Error));
        string path = JsonDocument.Parse(backup.Out).RootElement.GetProperty("path").GetString()!;
        CliRun verify = await CliRun.OfAsync(["verify", "--data", path]);

        Assert.Equal((ExitCodes.Done, ""), (verify.Code, verify.Error));
        Assert.Matches("^MAIN: [2-9] turns, state [0-9a-fA-F]+, all good", verify.Out);
        Assert.Matches("[0-9]{8}T[0-9]{6}Z.db", (await kept.RunAsync("backup")).Out);
    }

    [Fact]
    public async Task Health_OfANodeThatServes_IsDone_AndOfNobodyUnreachable()
    {
        string http = node.Node.HttpAddress.ToString();
        CliRun ready = await CliRun.OfAsync(["health", "--http", http]);
        Assert.Equal((ExitCodes.Done, """{"status":"ready","trouble":null}"""), (ready.Code, ready.Out.Trim()));
        Assert.Equal(ExitCodes.Done, (await CliRun.OfAsync(["health", "--http", http, "--live"])).Code);
        await node.DisposeAsync();

        CliRun gone = await CliRun.OfAsync(["health", "--http", http]);

        Assert.Equal(ExitCodes.Unreachable, gone.Code);
        Assert.Contains("does not answer", gone.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCodes.WrongUsage, "--http: 'node' is not an address", "health", "--http", "node")]
    [InlineData(ExitCodes.Failed, "INVALID_VALUE: This node shares its store with nobody", "cluster", "drain", "node-2")]
    [InlineData(ExitCodes.Failed, "INVALID_VALUE: shard: 256 is not one of 0 to 255", "cluster", "seal", "256", "--why", "x")]
    [InlineData(ExitCodes.Failed, "INVALID_VALUE: This node keeps its turns in memory", "backup")]
    [InlineData(ExitCodes.WrongUsage, "--node: there is no node 'node-9'", "cluster", "shards", "--node", "node-9")]
    [InlineData(ExitCodes.WrongUsage, "--wait and --undo", "cluster", "drain", "node-2", "--wait", "--undo")]
    [InlineData(ExitCodes.WrongUsage, "Option '--why' is required.", "cluster", "seal", "3")]
    public async Task Mistakes_AreNamed(int code, string says, params string[] args)
    {
        CliRun run = await node.RunAsync(args);

        Assert.Equal(code, run.Code);
        Assert.StartsWith(says, run.Error, StringComparison.Ordinal);
    }
}
