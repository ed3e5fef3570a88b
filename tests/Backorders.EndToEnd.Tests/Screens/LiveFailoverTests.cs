using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Postgres;
using Backorders.Server;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Server.Stores;
using Backorders.Server.Tests;
using Backorders.Testing.Postgres;
using Backorders.V1;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>Two nodes behind one address: the browser's stream goes on at the other from where it was, under the same login.</summary>
public sealed class LiveFailoverTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-live-");
    private readonly string key = KeyFile.NewKey();
    private readonly List<BackordersNode> nodes = [];
    private PostgresOptions database = null!;

    public Task InitializeAsync()
    {
        KeyFile.Write(Path.Combine(folder.FullName, "keys.json"),
        [
            new StoredKey { Id = "acme", Owner = "ACME", Sha256 = Convert.ToHexStringLower(KeyFile.Hash(key)), Roles = [.. KeyFile.Each(Role.OfOwner)], Warehouses = [] },
        ]);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (BackordersNode node in nodes)
        {
            await node.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [ScreenFact(NeedsPostgres = true)]
    public async Task NodeOfTheStream_ThatStops_IsFollowedByAnother_WithoutAGapOrADouble()
    {
        database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await NodeDatabase.MigrateAsync(Options("a"), null, default);
        BackordersNode a = await StartAsync("a");
        BackordersNode b = await StartAsync("b");
        using BackordersClient client = BackordersClient.Connect(b.GrpcAddress.ToString(), key);
        await client.RetryAsync(() => client.Items.DefineItemsAsync(TestNode.Items()));
        await client.RetryAsync(() => client.Orders.SubmitOrderAsync(TestNode.Order("A1", 1)));
        await using Network network = new(a.HttpAddress);
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtStationAsync(network.Address, key);
        IPage tab = await handheld.NewTabAsync();
        await tab.GotoAsync(new Uri(network.Address, "/station").ToString());
        await tab.WaitForSelectorAsync("#task");
        IPage[] tabs = [handheld.Page, tab];
        foreach (IPage each in tabs)
        {
            await Ears.OpenAsync(each);
            await Ears.HearsAllAsync(each, client);
        }

        network.Node = b.HttpAddress;
        nodes.Remove(a);
        Task stopping = a.StopAsync();
        await client.RetryAsync(() => client.Orders.SubmitOrderAsync(TestNode.Order("A2", 1)));
        await stopping;
        await a.DisposeAsync();
        await client.RetryAsync(() => client.Orders.SubmitOrderAsync(TestNode.Order("A3", 1)));
        foreach (IPage each in tabs)
        {
            await Ears.HearsAllAsync(each, client);
            Assert.False(await each.Locator("#key").IsVisibleAsync());
        }
    }

    private async Task<BackordersNode> StartAsync(string id)
    {
        BackordersNode node = await BackordersNode.StartAsync(Options(id));
        nodes.Add(node);
        return node;
    }

    private NodeOptions Options(string id)
    {
        NodeOptions options = new()
        {
            DataDirectory = Path.Combine(folder.FullName, id), Journal = JournalKind.Postgres, Postgres = database, KeyFile = Path.Combine(folder.FullName, "keys.json"),
            Warehouses = [TestNode.Building(TestNode.Warehouse)], Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" }, Log = new LogOptions { Console = false },
        };
        options.Cluster.NodeId = id;
        return options;
    }
}
