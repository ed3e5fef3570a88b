using Backorders.Actors.Port;
using Backorders.Postgres;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Server.Stores;
using Backorders.Testing.Postgres;
using Watched = Backorders.Testing.Postgres.Poll;
using Backorders.V1;
using Backorders.Partners.Tests.Webhooks;

namespace Backorders.Server.Tests;

/// <summary>Whole nodes on one PostgreSQL: reports and webhooks go on at the node that a warehouse has moved to.</summary>
public sealed class PostgresNodesTests : IAsyncLifetime
{
    private static readonly string[] Warehouses = [.. Enumerable.Range(1, 6).Select(i => $"W{i}")];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-nodes-");
    private readonly string key = KeyFile.NewKey();
    private readonly string operatorKey = KeyFile.NewKey();
    private readonly List<BackordersNode> nodes = [];
    private readonly List<BackordersClient> clients = [];
    private PostgresOptions database = null!;
    private Receiver receiver = null!;

    private string Keys => Path.Combine(folder.FullName, "keys.json");

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        KeyFile.Write(
            Keys,
            [
                new StoredKey { Id = "acme", Owner = "ACME", Sha256 = Convert.ToHexStringLower(KeyFile.Hash(key)), Roles = [.. KeyFile.Each(Role.OfOwner)], Warehouses = [] },
                new StoredKey { Id = "operator", Sha256 = Convert.ToHexStringLower(KeyFile.Hash(operatorKey)), Roles = [Role.Operator], Warehouses = [] },
            ]);
    }

    public async Task DisposeAsync()
    {
        clients.ForEach(c => c.Dispose());
        foreach (BackordersNode node in nodes)
        {
            await node.DisposeAsync();
        }

        await receiver.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [PostgresFact]
    public async Task WarehouseThatMoves_IsReportedAndToldByItsNextNode()
    {
        database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await NodeDatabase.MigrateAsync(Options("a"), null, default);
        (BackordersNode a, BackordersClient atA) = await StartAsync("a");
        foreach (string warehouse in Warehouses)
        {
            await atA.Items.DefineItemsAsync(
                new DefineItemsRequest { Warehouse = warehouse, RequestId = BackordersClient.NewRequestId(), Items = { new Item { Sku = "MUG", Description = "A mug", IsGoods = true } } });
            await atA.Receiving.ReceiveAsync(Scan(warehouse, "1"));
        }

        (BackordersNode b, BackordersClient atB) = await StartAsync("b");
        await Watched.UntilAsync(() => Task.FromResult(Warehouses.Any(w => IsAt(b, w)) && Warehouses.All(w => IsAt(a, w) || IsAt(b, w))), "the nodes share the warehouses");
        string here = Warehouses.First(w => IsAt(a, w));
        CreateEndpointRequest create = new() { RequestId = BackordersClient.NewRequestId(), Url = receiver.Url, FromCursor = 0, Kinds = { EventKind.ReceiptRecorded }, Warehouses = { Warehouses } };
        string endpoint = (await atB.Webhooks.CreateEndpointAsync(create)).Endpoint.EndpointId;
        Assert.Equal(endpoint, (await atA.Webhooks.CreateEndpointAsync(create)).Endpoint.EndpointId);
        await Watched.UntilAsync(() => Task.FromResult(receiver.Taken.Count == Warehouses.Length), "every warehouse is told of, by its own node");
        Assert.Equal(1, await ReceiptsAsync(atA, here));
        foreach (BackordersClient client in new[] { atA, atB })
        {
            ListDeliveriesResponse tries = await client.Webhooks.ListDeliveriesAsync(new ListDeliveriesRequest { EndpointId = endpoint });
            Assert.Empty(tries.MissingNodes);
            Assert.Equal(Warehouses, tries.Deliveries.Select(d => d.Warehouse).Order(StringComparer.Ordinal));
            Assert.Equal(tries.Deliveries.OrderByDescending(d => d.At.ToDateTime()), tries.Deliveries);
        }

        Task stopping = a.StopAsync();
        await Watched.UntilAsync(async () => await HealthAsync(a) == """{"status":"not_serving","trouble":null}""", "balancers are told before the ports close");
        await stopping;
        await Watched.UntilAsync(() => Task.FromResult(Warehouses.All(w => IsAt(b, w))), "the other node serves all");
        await atB.Receiving.ReceiveAsync(Scan(here, "2"));
        Assert.Equal(2, await ReceiptsAsync(atB, here));
        await Watched.UntilAsync(() => Task.FromResult(receiver.Taken.Count == Warehouses.Length + 1), "the new receipt is told of, and nothing twice");
        WebhookEndpoint seen = await atB.Webhooks.GetEndpointAsync(new GetEndpointRequest { EndpointId = endpoint });
        Assert.All(seen.Positions, p => Assert.InRange(p.Cursor, 1, p.HighWater));
    }

    [PostgresFact]
    public async Task Audit_TellsOfAllNodes_WhicheverIsAsked()
    {
        database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await NodeDatabase.MigrateAsync(Options("a"), null, default);
        (BackordersNode a, BackordersClient atA) = await StartAsync("a");
        foreach (string warehouse in Warehouses)
        {
            await atA.Items.DefineItemsAsync(
                new DefineItemsRequest { Warehouse = warehouse, RequestId = BackordersClient.NewRequestId(), Items = { new Item { Sku = "MUG", Description = "A mug", IsGoods = true } } });
        }

        (BackordersNode b, BackordersClient atB) = await StartAsync("b");
        await Watched.UntilAsync(() => Task.FromResult(Warehouses.Any(w => IsAt(b, w)) && Warehouses.All(w => IsAt(a, w) || IsAt(b, w))), "the nodes share the warehouses");
        await RefusedCalls.RefusedAsync(atB.Operations.GetClusterAsync(new GetClusterRequest()));
        string elsewhere = Warehouses.First(w => IsAt(b, w));
        await atA.Receiving.ReceiveAsync(Scan(elsewhere, "1")); // by way of another node
        using BackordersClient operating = BackordersClient.Connect(a.GrpcAddress.ToString(), operatorKey);
        await Watched.UntilAsync(
            async () => (await operating.Operations.ListAuditAsync(new ListAuditRequest { Outcome = AuditOutcome.Refused })).Records.Count > 0, "the other node has written its refusal");

        ListAuditResponse all = await operating.Operations.ListAuditAsync(new ListAuditRequest());

        Assert.Equal(("b", "acme", "GetCluster"), all.Records.Where(r => r.Reason == "ROLE_MISSING").Select(r => (r.Node, r.KeyId, r.Call)).Single());
        Assert.Equal(Warehouses, all.Records.Where(r => r.Call == "DefineItems").Select(r => r.Warehouse).Order(StringComparer.Ordinal));
        Assert.Equal((elsewhere, "127.0.0.1"), all.Records.Where(r => r.Call == "Receive").Select(r => (r.Warehouse, r.Address)).Single());
    }

    private static bool IsAt(BackordersNode node, string warehouse) => node.Warehouses.RouteOf(new(warehouse)).Place == RoutePlace.Here;

    private static async Task<string> HealthAsync(BackordersNode node)
    {
        using HttpClient http = new();
        using HttpResponseMessage answer = await http.GetAsync(new Uri(node.HttpAddress, "/health"));
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<double> ReceiptsAsync(BackordersClient client, string warehouse)
    {
        GetReportResponse report = await client.Operations.GetReportAsync(new GetReportRequest { Warehouse = warehouse });
        Assert.Equal(0, report.Lag);
        return report.Whole.Measures.Counts.Receipts;
    }

    private static ReceiveRequest Scan(string warehouse, string scan) => new() { Warehouse = warehouse, DeviceId = "S1", ScanId = scan, Sku = "MUG", Quantity = 3, Door = "D1" };

    private async Task<(BackordersNode Node, BackordersClient Client)> StartAsync(string id)
    {
        BackordersNode node = await BackordersNode.StartAsync(Options(id));
        nodes.Add(node);
        BackordersClient client = BackordersClient.Connect(node.GrpcAddress.ToString(), key);
        clients.Add(client);
        return (node, client);
    }

    private NodeOptions Options(string id)
    {
        NodeOptions options = new()
        {
            DataDirectory = Path.Combine(folder.FullName, id),
            Journal = JournalKind.Postgres,
            Postgres = database,
            KeyFile = Keys,
            Warehouses = [.. Warehouses.Select(TestNode.Building)],
            Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
            Log = new LogOptions { Console = false },
        };
        options.Cluster.NodeId = id;
        options.Webhooks.AllowedHosts = ["127.0.0.1"];
        return options;
    }
}
