using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.ReadModel;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Sqlite;
using Backorders.Server.Audit;
using Backorders.Server.Common;
using Backorders.Server.Edge;
using Backorders.Server.Hosting;
using Backorders.Server.Options;
using Backorders.Server.ReadModel;
using Backorders.Server.Security;
using Backorders.Server.Stores;
using Backorders.Server.Web;
using Backorders.Server.Webhooks;
using Backorders.V1;
using Backorders.Partners.Webhooks;
using Backorders.Partners.Tests.Webhooks;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Tests;

/// <summary>The table in the server's README: what ends when a node stops, and what is still there then.</summary>
public sealed class StopOrderTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-stop-");
    private readonly ConcurrentQueue<Step> steps = [];
    private readonly string key = KeyFile.NewKey();
    private Receiver receiver = null!;
    private BackordersNode node = null!;
    private BackordersClient client = null!;
    private IServiceProvider services = null!;
    private long written;

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        string keys = Path.Combine(folder.FullName, "keys.json");
        KeyFile.Write(keys, [new StoredKey { Id = "acme", Owner = "ACME", Sha256 = Convert.ToHexStringLower(KeyFile.Hash(key)), Roles = [.. KeyFile.Each(Role.OfOwner)] }]);
        NodeOptions options = new()
        {
            DataDirectory = folder.FullName, Journal = JournalKind.Memory, KeyFile = keys, Warehouses = [TestNode.Building(TestNode.Warehouse)],
            Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" }, Log = new LogOptions { Console = false },
        };
        options.Webhooks.AllowedHosts = ["127.0.0.1"];
        SqliteReadModel rows = SqliteReadModel.Temporary();
        node = BackordersNode.Create(options, time: null, new ObservedStore(new MemoryTurnStore(TimeProvider.System), () => Note("store")), loggers: null, parts => parts
            .AddSingleton(new ReadModelParts(new ObservedRows(rows, seq => written = seq, () => Note("rows")), rows))
            .AddSingleton<IWebhookFeed>(p => new ObservedFeed(ActivatorUtilities.CreateInstance<WebhookFeed>(Remember(p)), () => Note("webhooks"))));
        await node.StartAsync(default);
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(() => Note("ports"));
        client = BackordersClient.Connect(node.GrpcAddress.ToString(), key);
        await client.Items.DefineItemsAsync(TestNode.Items());
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await node.DisposeAsync();
        await receiver.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Node_StopsInTheOrderOfTheTable()
    {
        await client.Webhooks.CreateEndpointAsync(new CreateEndpointRequest { RequestId = TestNode.Id(), Url = receiver.Url, Warehouses = { TestNode.Warehouse } });
        using AsyncServerStreamingCall<SubscribeResponse> stream = client.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse });
        Assert.True(await stream.ResponseStream.MoveNext(default));
        await client.Orders.SubmitOrderAsync(TestNode.Order("LAST", 1));
        await receiver.NextAsync();

        await node.StopAsync();

        Assert.Equal(["webhooks", "ports", "rows", "store"], steps.Select(s => s.What));
        Step[] seen = [.. steps];
        Assert.All(seen, s => Assert.False(s.IsServing));
        Assert.Equal([true, true, false, false], seen.Select(s => s.Answers));
        Assert.Equal([WarehouseHostState.Ready, WarehouseHostState.Ready, WarehouseHostState.Stopped, WarehouseHostState.Stopped], seen.Select(s => s.State));
        Assert.Equal(seen[^1].LastTurn, written);
        Assert.Equal(StatusCode.Unavailable, await EndOfAsync(stream));
    }

    [Fact]
    public void Table_NamesTheParts() => Assert.Equal(
        [
            typeof(TurnStore), typeof(AuditTrail), typeof(SecretKeeper), typeof(ReadModelHost), typeof(TakenCommands), typeof(PageKeeper), typeof(NodePorts), typeof(ServedWarehouses),
            typeof(KeyKeeper), typeof(TlsKeeper), typeof(WebhookDeliveries), typeof(HealthWatch),
        ],
        NodeOrder.Table);

    [Fact]
    public async Task Order_StartsDownTheTable_AndStopsUpIt_OneAfterTheOther()
    {
        List<string> told = [];
        NodeOrder order = new([new Part("A", told), new Part("B", told), new Part("C", told)], TimeSpan.FromMinutes(1));

        await order.StartAsync(default);
        await order.StopAsync();

        Assert.Equal(["A starts", "A started", "B starts", "B started", "C starts", "C started", "C stops", "C stopped", "B stops", "B stopped", "A stops", "A stopped"], told);
    }

    [Fact]
    public async Task Order_WhosePartCannotStart_StartsNoOther_AndStopsAll()
    {
        List<string> told = [];
        NodeOrder order = new([new Part("A", told), new Part("B", told, fails: true), new Part("C", told)], TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<NodeStartException>(() => order.StartAsync(default));
        await order.StopAsync();

        Assert.Equal(["A starts", "A started", "B starts", "C stops", "C stopped", "B stops", "B stopped", "A stops", "A stopped"], told);
    }

    [Fact]
    public async Task Order_GivesEachPartPatienceOfItsOwn()
    {
        List<string> told = [];
        NodeOrder order = new([new Part("A", told), new Part("B", told, hangs: true)], TimeSpan.FromMilliseconds(50));

        await order.StopAsync();

        Assert.Equal(["B stops", "B is cut off", "B stopped", "A stops", "A stopped"], told);
    }

    private static async Task<StatusCode> EndOfAsync(AsyncServerStreamingCall<SubscribeResponse> stream)
    {
        try
        {
            while (await stream.ResponseStream.MoveNext(default))
            {
            }

            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private IServiceProvider Remember(IServiceProvider of) => services = of;

    private void Note(string what)
    {
        Task<QueryOutcome<Instant>> asked = node.Warehouses.AskAsync(new WarehouseId(TestNode.Warehouse), new TellTime());
        QueryOutcome<Instant> told = asked.WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
        steps.Enqueue(new(
            what, services.GetRequiredService<NodeHealth>().IsServing, told.Refused is null, node.Warehouses.State,
            node.Warehouses.ReadHighWaterAsync(new WarehouseId(TestNode.Warehouse), default).GetAwaiter().GetResult()));
    }

    private sealed record Step(string What, bool? IsServing, bool Answers, WarehouseHostState State, long LastTurn);

    private sealed class Part(string name, List<string> told, bool fails = false, bool hangs = false) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            told.Add($"{name} starts");
            await Task.Yield();
            if (fails)
            {
                throw new NodeStartException("It cannot.");
            }

            told.Add($"{name} started");
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            told.Add($"{name} stops");
            await Task.Yield();
            if (hangs)
            {
                TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
                using CancellationTokenRegistration end = cancellationToken.Register(over.SetResult);
                await over.Task.WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
                told.Add($"{name} is cut off");
            }

            told.Add($"{name} stopped");
        }
    }

    private sealed class ObservedStore(ITurnStore inner, Action closing) : ITurnStore
    {
        public JournalSettings Settings => inner.Settings;

        public ITurnRows Rows => inner.Rows;

        public IShardSeals Seals => inner.Seals;

        public StoreWatch Watch => inner.Watch;

        public ValueTask ConfirmAsync(CancellationToken cancellation) => inner.ConfirmAsync(cancellation);

        public StoreFailure Explain(Exception cause) => inner.Explain(cause);

        public ValueTask DisposeAsync()
        {
            closing();
            return inner.DisposeAsync();
        }
    }

    private sealed class ObservedRows(IReadModelStore inner, Action<long> committed, Action closing) : IReadModelStore
    {
        public ValueTask<ReadCursor> ReadCursorAsync(WarehouseId warehouse, CancellationToken cancellation) => inner.ReadCursorAsync(warehouse, cancellation);

        public ValueTask ResetAsync(WarehouseId warehouse, ReadCursor from, CancellationToken cancellation) => inner.ResetAsync(warehouse, from, cancellation);

        public ValueTask<RowBatch> LoadAsync(WarehouseId warehouse, RowKeys keys, CancellationToken cancellation) => inner.LoadAsync(warehouse, keys, cancellation);

        public async ValueTask CommitAsync(WarehouseId warehouse, ReadCursor from, RowBatch batch, CancellationToken cancellation)
        {
            await inner.CommitAsync(warehouse, from, batch, cancellation);
            committed(batch.Cursor.Seq);
        }

        public ValueTask DisposeAsync()
        {
            closing();
            return inner.DisposeAsync();
        }
    }

    private sealed class ObservedFeed(WebhookFeed inner, Action ended) : IWebhookFeed
    {
        public long HighWater(string warehouse) => inner.HighWater(warehouse);

        public CancellationToken ServedHere(string warehouse) => inner.ServedHere(warehouse);

        public async IAsyncEnumerable<WebhookDecision> FollowAsync(
            Partners.Webhooks.Endpoints.WebhookEndpoint endpoint, string warehouse, long afterCursor, [EnumeratorCancellation] CancellationToken cancellation)
        {
            try
            {
                await foreach (WebhookDecision decision in inner.FollowAsync(endpoint, warehouse, afterCursor, cancellation))
                {
                    yield return decision;
                }
            }
            finally
            {
                ended();
            }
        }
    }
}
