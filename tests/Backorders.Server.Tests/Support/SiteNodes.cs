using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Testing;
using Backorders.Testing.Actors;
using Backorders.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Server.Tests;

/// <summary>
/// Three nodes with one store in memory, and warehouses that really move. One key, <c>acme</c>, with all roles for ACME, is good for all of them, and another for NORTH alone.
/// </summary>
public sealed class SiteNodes : IAsyncLifetime
{
    private static readonly WarehouseId main = new(TestNode.Warehouse);
    private static readonly string[] warehouses = [TestNode.Warehouse, "NORTH", "SOUTH"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-cluster-");
    private readonly MemoryMeetingPlace meeting = new(TimeProvider.System);
    private readonly MemoryArbiter arbiter;
    private readonly Dictionary<string, BackordersNode> nodes = [];
    private readonly Dictionary<string, CapturedLog> logs = [];
    private readonly List<BackordersClient> clients = [];
    private SyncPoint? held;

    public SiteNodes() => arbiter = new MemoryArbiter(meeting, TimeProvider.System);

    public static IReadOnlyList<string> Names { get; } = ["n1", "n2", "n3"];

    /// <summary>How long a call waits for somebody who serves its warehouse.</summary>
    public int RouteWaitMilliseconds { get; init; } = 20_000;

    /// <summary>Changes a node's options, by its name.</summary>
    public Action<string, NodeOptions>? Configure { get; init; }

    public TroubledTurnStore Store { get; } = new(TimeProvider.System);

    public string Key { get; } = KeyFile.NewKey();

    public string OperatorKey { get; } = KeyFile.NewKey();

    public string NorthKey { get; } = KeyFile.NewKey();

    public BackordersNode this[string name] => nodes[name];

    public CapturedLog Log(string name) => logs[name];

    /// <summary>Starts the nodes. Each has its part and everybody knows it: from here on warehouses move only when a test has them moved.</summary>
    public async Task InitializeAsync()
    {
        KeyFile.Write(Path.Combine(folder.FullName, "keys.json"), 
        [
            Stored("acme", Key), Stored("north", NorthKey, "NORTH"), Stored("operator", OperatorKey) with { Owner = null, Roles = [Role.Operator] },
        ]);
        foreach (string name in Names)
        {
            (nodes[name], logs[name]) = New(name);
            await nodes[name].StartAsync(CancellationToken.None);
        }

        WarehouseId[] all = [.. warehouses.Select(w => new WarehouseId(w))];
        await Poll.UntilAsync(() => nodes.Values.All(
            n => all.All(w => n.Warehouses.RouteOf(w).IsKnown) && all.Count(w => n.Warehouses.RouteOf(w).Place == RoutePlace.Here) == 1));
        foreach (string warehouse in warehouses)
        {
            DefineItemsRequest items = TestNode.Items();
            items.Warehouse = warehouse;
            await Client(Names[0]).Items.DefineItemsAsync(items);
        }
    }

    public async Task DisposeAsync()
    {
        held?.Release();
        clients.ForEach(c => c.Dispose());
        foreach (BackordersNode node in nodes.Values)
        {
            await node.DisposeAsync();
        }

        Assert.All(logs.Values, log => Assert.Empty(log.Told));
        folder.Delete(recursive: true);
    }

    /// <summary>A client of one node.</summary>
    public BackordersClient Client(string name, string? key = null) => Connect([name], key: key);

    /// <summary>The building's operator, at one node.</summary>
    public BackordersClient Operator(string name) => Connect([name], key: OperatorKey);

    /// <summary>A client that asks a node itself or nobody.</summary>
    public BackordersClient Direct(string name, string? key = null) => Connect(
        [name], new ClientOptions { AttemptsMax = 1, Headers = new Metadata { { "backorders-route", "direct" } } }, key);

    public BackordersClient Connect(IEnumerable<string> names, ClientOptions? options = null, string? key = null)
    {
        BackordersClient client = BackordersClient.Connect([.. names.Select(Address)], key ?? Key, options);
        clients.Add(client);
        return client;
    }

    /// <summary>How many scans came to a node by itself. Not from its metrics: all nodes of this process share them.</summary>
    public int Scans(string name) => Log(name).Entries.Count(
        e => e is { Category: "Microsoft.AspNetCore.Hosting.Diagnostics", EventId: 1 } && e.Text.Contains("/backorders.v1.Receiving/Receive ", StringComparison.Ordinal));

    public string Address(string name) => nodes[name].GrpcAddress.ToString();

    /// <summary>The node that serves the warehouse.</summary>
    public async Task<string> OwnerAsync()
    {
        await Poll.UntilAsync(() => nodes.Values.Count(n => n.Warehouses.RouteOf(main).Place == RoutePlace.Here) == 1);
        return nodes.Single(n => n.Value.Warehouses.RouteOf(main).Place == RoutePlace.Here).Key;
    }

    /// <summary>A node that does not serve the warehouse.</summary>
    public string Other(params string[] than) => nodes.Keys.First(n => !than.Contains(n));

    /// <summary>Empties a node; returns when another one serves the warehouse and this one knows which.</summary>
    public async Task DrainAsync(string owner)
    {
        await BeginDrainAsync(owner);
        await Poll.UntilAsync(() => nodes[owner].Warehouses.RouteOf(main).Place == RoutePlace.Elsewhere && IsElsewhere(owner));
    }

    /// <summary>Ends a node.</summary>
    public async Task StopAsync(string name)
    {
        nodes.Remove(name, out BackordersNode? node);
        await node!.DisposeAsync();
    }

    /// <summary>Has the warehouse leave its node and holds it up there, in the middle of a row: until the point is released, nobody serves the warehouse.</summary>
    /// <returns>The point, and the answer to the scan <c>held</c> of one piece, whose row it is.</returns>
    public async Task<(SyncPoint Row, Task<ReceiveResponse> Scan)> HoldMoveAsync()
    {
        string owner = await OwnerAsync();
        held = Store.HoldWrite();
        Task<ReceiveResponse> scan = Direct(owner).Receiving.ReceiveAsync(TestNode.Scan("held", 1)).ResponseAsync;
        await held.Reached;
        await BeginDrainAsync(owner);
        BackordersClient direct = Direct(owner);
        while (await ReasonAsync(direct) != "NOT_READY")
        {
            // The node still takes calls, whose answers wait for the row.
        }

        return (held, scan);
    }

    private static async Task<string?> ReasonAsync(BackordersClient client)
    {
        try
        {
            await client.Operations.GetPlacesAsync(new GetPlacesRequest { Warehouse = TestNode.Warehouse }, deadline: DateTime.UtcNow.AddMilliseconds(300));
            return null;
        }
        catch (RpcException e)
        {
            return e.GetErrorInfo()?.Reason;
        }
    }

    private bool IsElsewhere(string than) => nodes.Any(n => n.Key != than && n.Value.Warehouses.RouteOf(main).Place == RoutePlace.Here);

    private async Task BeginDrainAsync(string owner) => await Operator(Other(owner)).Operations.DrainNodeAsync(new DrainNodeRequest { NodeId = owner });

    private (BackordersNode Node, CapturedLog Log) New(string name)
    {
        NodeOptions options = new()
        {
            DataDirectory = Path.Combine(folder.FullName, name),
            Journal = JournalKind.Memory,
            KeyFile = Path.Combine(folder.FullName, "keys.json"),
            Warehouses = [.. warehouses.Select(TestNode.Building)],
            Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
            Log = new LogOptions { Console = false },
            Cluster = new ClusterSettings { NodeId = name, RouteWaitMilliseconds = RouteWaitMilliseconds },
        };
        Configure?.Invoke(name, options);
        CapturedLog log = new();
        BackordersNode node = BackordersNode.Create(options, time: null, Store, log, services => services.AddSingleton(p => new NodeSeat(true, () => new()
        {
            Options = new ClusterNodeOptions { NodeId = name, Address = p.GetRequiredService<NodeSelf>().Identity.Address },
            Meeting = meeting, Arbiter = arbiter, Logs = NullLoggerFactory.Instance, Time = TimeProvider.System,
        })));
        return (node, log);
    }

    private static StoredKey Stored(string id, string key, params string[] warehouses) => new()
    {
        Id = id, Owner = "ACME", Sha256 = Convert.ToHexStringLower(KeyFile.Hash(key)), Roles = [.. KeyFile.Each(Role.OfOwner)], Warehouses = warehouses,
    };
}
