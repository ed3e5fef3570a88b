using Backorders.Actors.Port;
using Backorders.Postgres;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Server.Stores;
using Backorders.Testing.Postgres;
using Backorders.V1;
using Measured = Backorders.Testing.Postgres.Figures;
using Watched = Backorders.Testing.Postgres.Poll;

namespace Backorders.Server.Tests.Printing;

/// <summary>Two nodes on one PostgreSQL: the page at one of them, the print agent at the other.</summary>
public sealed class PostgresPrintingTests : IAsyncLifetime
{
    private static readonly string[] Warehouses = [.. Enumerable.Range(1, 6).Select(i => $"W{i}")];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-printing-");
    private readonly string key = KeyFile.NewKey();
    private readonly string agentKey = KeyFile.NewKey();
    private readonly List<BackordersNode> nodes = [];
    private readonly List<BackordersClient> clients = [];
    private PostgresOptions database = null!;

    private string Keys => Path.Combine(folder.FullName, "keys.json");

    public Task InitializeAsync()
    {
        KeyFile.Write(
            Keys,
            [
                KeyFile.Seal(new StoredKey { Id = "acme", Owner = "ACME", Roles = [.. KeyFile.Each(Role.OfOwner)] }, key),
                KeyFile.Seal(new StoredKey { Id = "agent", Roles = [Role.PrintAgent] }, agentKey),
            ]);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        clients.ForEach(c => c.Dispose());
        foreach (BackordersNode node in nodes)
        {
            await node.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [PostgresFact]
    public async Task Label_AskedForAtOneNode_IsTakenAtAnother_AndAgentsGoOnAtTheNextNode()
    {
        database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await NodeDatabase.MigrateAsync(Options("a"), null, default);
        BackordersNode a = await StartAsync("a");
        BackordersNode b = await StartAsync("b");
        await Watched.UntilAsync(() => Task.FromResult(Warehouses.Any(w => IsAt(a, w)) && Warehouses.Any(w => IsAt(b, w)) && Warehouses.All(w => IsAt(a, w) || IsAt(b, w))), "the nodes share the warehouses");
        (BackordersClient atA, BackordersClient atB) = (Client(a, key), Client(b, key));
        foreach (string warehouse in new[] { Warehouses.First(w => IsAt(a, w)), Warehouses.First(w => IsAt(b, w)) })
        {
            // Whichever node serves the warehouse: the agent is at A, and the page at B.
            await using AttendingAgent agent = await AttendingAgent.StartAsync(Client(a, agentKey), AttendingAgent.Request("dock", warehouse, "DOCK-1"));
            PrintLabelRequest request = new() { Warehouse = warehouse, RequestId = TestNode.Id(), Printer = "DOCK-1", Label = new LabelSubject { TaskId = await TaskAsync(atB, warehouse) } };
            long began = TimeProvider.System.GetTimestamp();
            await atB.Printing.PrintLabelAsync(request);
            await agent.WaitAsync("DOCK-1");
            Measured.Tell($"printing: an agent at another node hears of a job after {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:0} ms");
            await atA.Printing.PrintLabelAsync(request); // the page's second try, at another node
            Assert.Contains("^FDSO-1 / 1^FS", await agent.PrintAsync("DOCK-1"));
            Assert.Equal(string.Empty, (await agent.TakeAsync("DOCK-1")).RequestId);
            Assert.Equal(PrintJobState.Printed, (await atB.Printing.GetPrintJobAsync(new GetPrintJobRequest { Warehouse = warehouse, RequestId = request.RequestId })).Job.State);
        }

        // The agent's node ends. Its stream ends with it, and the same agent goes on at the other one, with what waited meanwhile.
        string last = Warehouses[0];
        AttendingAgent lost = await AttendingAgent.StartAsync(Client(a, agentKey), AttendingAgent.Request("dock", last, "DOCK-1"));
        PrintLabelRequest kept = new() { Warehouse = last, RequestId = TestNode.Id(), Printer = "DOCK-1", Label = new LabelSubject { TaskId = await TaskAsync(atB, last, "SO-2") } };
        await atB.Printing.PrintLabelAsync(kept);
        await a.StopAsync();
        await lost.DisposeAsync();
        await using AttendingAgent next = await AttendingAgent.StartAsync(Client(b, agentKey), AttendingAgent.Request("dock", last, "DOCK-1"));
        Assert.Contains("^FDSO-2 / 1^FS", await next.PrintAsync("DOCK-1"));
        Assert.Equal(string.Empty, (await next.TakeAsync("DOCK-1")).RequestId);
    }

    private static bool IsAt(BackordersNode node, string warehouse) => node.Warehouses.RouteOf(new(warehouse)).Place == RoutePlace.Here;

    private static async Task<long> TaskAsync(BackordersClient client, string warehouse, string order = "SO-1")
    {
        await client.Items.DefineItemsAsync(new DefineItemsRequest { Warehouse = warehouse, RequestId = TestNode.Id(), Items = { new Item { Sku = "MUG", IsGoods = true } } });
        SubmitOrderRequest submit = TestNode.Order(order, 3);
        submit.Warehouse = warehouse;
        await client.Orders.SubmitOrderAsync(submit);
        ReceiveRequest scan = TestNode.Scan(order, 3);
        scan.Warehouse = warehouse;
        return (await client.Receiving.ReceiveAsync(scan)).Dispositions[0].TaskId;
    }

    private async Task<BackordersNode> StartAsync(string id)
    {
        BackordersNode node = await BackordersNode.StartAsync(Options(id));
        nodes.Add(node);
        return node;
    }

    private BackordersClient Client(BackordersNode node, string with)
    {
        BackordersClient client = BackordersClient.Connect(node.GrpcAddress.ToString(), with);
        clients.Add(client);
        return client;
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
        for (int i = 0; i < options.Warehouses.Count; i++)
        {
            // Each has SSCCs of its own.
            (options.Warehouses[i].Gs1CompanyPrefix, options.Warehouses[i].SsccExtensionDigits) = ("7610425", $"{i}");
        }

        options.Cluster.NodeId = id;
        return options;
    }
}
