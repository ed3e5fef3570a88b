using Backorders.Engine;
using Backorders.Server.Security;
using Backorders.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Tests;

/// <summary>Nodes a, b, ... with journals of their own and routes that the test decides. One key, <c>acme</c>, with all roles for ACME, is good on all of them.</summary>
internal sealed class RoutedNodes : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-routes-");
    private readonly List<BackordersClient> clients = [];
    private readonly Dictionary<string, BackordersNode> nodes = [];
    private readonly Dictionary<string, CapturedLog> logs = [];

    public RouteBoard Board { get; } = new();

    public string Key { get; } = KeyFile.NewKey();

    public BackordersNode this[string name] => nodes[name];

    public CapturedLog Log(string name) => logs[name];

    public static async Task<RoutedNodes> StartAsync(string[] names, Action<NodeOptions>? configure = null)
    {
        RoutedNodes all = new();
        KeyFile.Write(
            Path.Combine(all.folder.FullName, "keys.json"),
            [
                Stored("acme", all.Key, []), Stored("north", all.Key + "-north", ["NORTH"]),
            ]);
        foreach (string name in names)
        {
            await all.AddAsync(name, configure);
        }

        return all;
    }

    public async Task AddAsync(string name, Action<NodeOptions>? configure = null)
    {
        NodeOptions options = new()
        {
            DataDirectory = Path.Combine(folder.FullName, name),
            Journal = JournalKind.Memory,
            KeyFile = Path.Combine(folder.FullName, "keys.json"),
            Warehouses = [TestNode.Building(TestNode.Warehouse), TestNode.Building("NORTH"), TestNode.Building("SOUTH")],
            Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
            Log = new LogOptions { Console = false },
            Cluster = new ClusterSettings { RouteWaitMilliseconds = 20_000 },
        };
        configure?.Invoke(options);
        CapturedLog log = new();
        BackordersNode node = BackordersNode.Create(
            options, time: null, journal: null, log, services => services.AddSingleton<IWarehouseRoutes>(Board.View(name)));
        await node.StartAsync(CancellationToken.None);
        (nodes[name], logs[name]) = (node, log);
        Board.Address(name, node.GrpcAddress);
    }

    /// <summary>A client of one node.</summary>
    public BackordersClient Client(string name, string? key = null, ClientOptions? options = null)
    {
        BackordersClient client = BackordersClient.Connect(nodes[name].GrpcAddress.ToString(), key ?? Key, options);
        clients.Add(client);
        return client;
    }

    /// <summary>A client that asks a node itself or nobody.</summary>
    public BackordersClient Direct(string name) => Client(name, options: new ClientOptions
    {
        AttemptsMax = 1, Channel = new Grpc.Client.GrpcChannelOptions { DefaultMetadata = new() { { "backorders-route", "direct" } } },
    });

    /// <summary>Ends a node at once, as a crash would look from outside.</summary>
    public async Task StopAsync(string name)
    {
        nodes.Remove(name, out BackordersNode? node);
        await node!.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(c => c.Dispose());
        foreach (BackordersNode node in nodes.Values)
        {
            await node.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    private static StoredKey Stored(string id, string key, string[] warehouses) => new()
    {
        Id = id, Owner = "ACME", Sha256 = Convert.ToHexStringLower(KeyFile.Hash(key)), Roles = [.. KeyFile.Each(Role.All)], Warehouses = warehouses,
    };
}
