using System.Text;
using Backorders.Domain.Questions;
using Backorders.Grpc.Errors;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>Calls with one request, on nodes of which one serves the warehouse.</summary>
public sealed class RoutingTests : IAsyncLifetime
{
    private RoutedNodes nodes = null!;

    public async Task InitializeAsync()
    {
        nodes = await RoutedNodes.StartAsync(["a", "b"], options => options.Cluster.RouteWaitMilliseconds = 1_500);
        nodes.Board.Give(TestNode.Warehouse, "b");
        await nodes.Client("a").Items.DefineItemsAsync(TestNode.Items());
    }

    public async Task DisposeAsync() => await nodes.DisposeAsync();

    [Fact]
    public async Task Unary_WarehouseElsewhere_IsAnsweredByItsNode()
    {
        ReceiveResponse answer = await nodes.Client("a").Receiving.ReceiveAsync(TestNode.Scan("1", 3));
        Assert.True(answer.ReceiptId > 0);
        Assert.Equal(3, (await FiguresAsync("b")).Received);
        Assert.Equal(0, await ReceivedByAsync("a"));
        Assert.Contains("""backorders_forwarded_calls_total{outcome="answered"}""", await MetricsAsync("a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_WarehouseElsewhere_IsAnsweredByItsNode()
    {
        using HttpClient http = new() { BaseAddress = nodes["a"].HttpAddress };
        http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", nodes.Key);
        using StringContent scan = new("""{"warehouse":"MAIN","deviceId":"s","scanId":"1","sku":"MUG","quantity":2,"door":"D1"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync("/backorders.v1.Receiving/Receive", scan);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, (await FiguresAsync("b")).Received);
        using StringContent wrong = new("""{"warehouse":"MAIN","orderNo":"NONE"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage refused = await http.PostAsync("/backorders.v1.Orders/GetOrder", wrong);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("google.rpc.ErrorInfo", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_OfTheOwner_ArrivesWithItsDetails()
    {
        RichStatus status = await RefusedAsync(
            nodes.Client("a").Receiving.ReceiveAsync(TestNode.Scan("1", 3, "NONE")), "UNKNOWN_SKU", StatusCode.NotFound);
        Assert.Equal("NONE", status.ErrorInfo!.Metadata["sku"]);
    }

    [Fact]
    public async Task Direct_WarehouseElsewhere_IsRefusedWithTheOwnersAddress()
    {
        RichStatus status = await RefusedAsync(nodes.Direct("a").Receiving.ReceiveAsync(TestNode.Scan("1", 3)), "NOT_OWNER", StatusCode.Unavailable);
        Assert.Equal(
            (TestNode.Warehouse, "b", nodes["b"].GrpcAddress.ToString().TrimEnd('/')),
            (status.ErrorInfo!.Metadata["warehouse"], status.ErrorInfo.Metadata["owner"], status.ErrorInfo.Metadata["owner_address"]));
        Assert.Equal(TimeSpan.Zero, status.RetryDelay);
    }

    [Fact]
    public async Task Forwarded_WithAnotherRouteSaidByTheCaller_IsNotForwardedTwice()
    {
        await nodes.AddAsync("c");
        nodes.Board.Believe("b", TestNode.Warehouse, "c");
        using BackordersClient client = nodes.Client("a", options: new ClientOptions
        {
            Channel = new Grpc.Client.GrpcChannelOptions { DefaultMetadata = new() { { "backorders-route", "scenic" } } },
        });
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("1", 3)), "NOT_OWNER", StatusCode.Unavailable);
        Assert.DoesNotContain(nodes.Log("c").Entries, e => e.Text.Contains("Receiving/Receive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Key_NotGoodForTheWarehouse_LearnsNotWhereItIs()
    {
        using BackordersClient north = nodes.Client("a", nodes.Key + "-north", new ClientOptions
        {
            AttemptsMax = 1, Channel = new Grpc.Client.GrpcChannelOptions { DefaultMetadata = new() { { "backorders-route", "direct" } } },
        });
        await RefusedAsync(north.Orders.GetOrderAsync(new GetOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "1" }), "UNKNOWN_WAREHOUSE", StatusCode.NotFound);
    }

    [Fact]
    public async Task Moving_BeforeAnOwnerIsKnown_TheCallWaitsAndIsAnsweredByTheNewOne()
    {
        nodes.Board.Give(TestNode.Warehouse, null);
        int waits = nodes.Board.Waits;
        AsyncUnaryCall<ReceiveResponse> call = nodes.Client("a").Receiving.ReceiveAsync(TestNode.Scan("1", 3));
        await Poll.UntilAsync(() => nodes.Board.Waits > waits);
        nodes.Board.Give(TestNode.Warehouse, "b");
        Assert.True((await call).ReceiptId > 0);
    }

    [Fact]
    public async Task Moving_LongerThanPatience_IsRefusedAsNotReady()
    {
        nodes.Board.Give(TestNode.Warehouse, null);
        await RefusedAsync(nodes.Client("a").Receiving.ReceiveAsync(TestNode.Scan("1", 3)), "NOT_READY", StatusCode.Unavailable);
        await RefusedAsync(nodes.Direct("a").Receiving.ReceiveAsync(TestNode.Scan("1", 3)), "NOT_READY", StatusCode.Unavailable);
    }

    [Fact]
    public async Task Moving_ShortDeadline_IsRefusedBeforeItPasses()
    {
        nodes.Board.Give(TestNode.Warehouse, null);
        await RefusedAsync(
            nodes.Client("a").Receiving.ReceiveAsync(TestNode.Scan("1", 3), deadline: DateTime.UtcNow.AddMilliseconds(900)), "NOT_READY", StatusCode.Unavailable);
    }

    [Fact]
    public async Task Closed_Shard_IsRefusedByEveryNode()
    {
        nodes.Board.Close(TestNode.Warehouse);
        foreach (string name in (string[])["a", "b"])
        {
            RichStatus status = await RefusedAsync(nodes.Client(name).Receiving.ReceiveAsync(TestNode.Scan("1", 3)), "SHARD_SEALED", StatusCode.FailedPrecondition);
            Assert.Equal("stocktaking.", status.ErrorInfo!.Metadata["why"]);
        }
    }

    [Fact]
    public async Task Unknown_Warehouse_IsRefusedHere()
    {
        await RefusedAsync(
            nodes.Client("a").Orders.GetOrderAsync(new GetOrderRequest { Warehouse = "MOON", OrderNo = "1" }), "UNKNOWN_WAREHOUSE", StatusCode.NotFound);
        await RefusedAsync(nodes.Client("a").Orders.GetOrderAsync(new GetOrderRequest { OrderNo = "1" }), "INVALID_ID", StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Owner_Gone_TheSameRequestGoesToTheNextOne()
    {
        await nodes.AddAsync("c");
        await nodes.StopAsync("b");
        AsyncUnaryCall<DefineItemsResponse> call = nodes.Client("a").Items.DefineItemsAsync(TestNode.Items());
        await Poll.UntilAsync(() => nodes.Log("a").Entries.Any(e => e.EventId == 4701));
        nodes.Board.Give(TestNode.Warehouse, "c");
        await call;
        Assert.Contains("""backorders_forwarded_calls_total{outcome="lost"}""", await MetricsAsync("a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owner_GoneAndNobodyElse_IsRefusedWhenPatienceEnds()
    {
        await nodes.StopAsync("b");
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await nodes.Client("a").Receiving.ReceiveAsync(TestNode.Scan("1", 3)));
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        Assert.True(BackordersClient.IsTransient(e));
    }

    [Fact]
    public async Task Owner_Moved_WhileAnotherNodeThinksItIsThere_TheCallFindsIt()
    {
        await nodes.AddAsync("c");
        nodes.Board.Believe("b", TestNode.Warehouse, "c");
        int waits = nodes.Board.Waits;
        AsyncUnaryCall<DefineItemsResponse> call = nodes.Client("a").Items.DefineItemsAsync(TestNode.Items());
        await Poll.UntilAsync(() => nodes.Board.Waits > waits);
        Assert.Contains("""backorders_forwarded_calls_total{outcome="moved"}""", await MetricsAsync("a"), StringComparison.Ordinal);
        nodes.Board.Give(TestNode.Warehouse, "c");
        await call;
    }

    [Fact]
    public async Task LongPoll_OwnerChangesMeanwhile_GoesOnAtTheNewOne()
    {
        await nodes.AddAsync("c");
        nodes.Board.Give(TestNode.Warehouse, "c");
        await nodes.Client("c").Items.DefineItemsAsync(TestNode.Items());
        await nodes.Client("c").Orders.SubmitOrderAsync(TestNode.Order("1", 1));
        await nodes.Client("c").Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        nodes.Board.Give(TestNode.Warehouse, "b");
        int waits = nodes.Board.Waits;
        AsyncUnaryCall<PullTasksResponse> pull = nodes.Client("a").Stations.PullTasksAsync(new PullTasksRequest
        {
            Warehouse = TestNode.Warehouse, Station = "P1", RequestId = TestNode.Id(), Max = 1, Wait = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(50)),
        });
        await Poll.UntilAsync(() => nodes.Board.Waits > waits);
        nodes.Board.Give(TestNode.Warehouse, "c");
        Assert.Single((await pull).Offers);
    }

    private async Task<Figures> FiguresAsync(string name) =>
        (await nodes.Client(name).Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures;

    /// <summary>What a node's own engine holds, whoever owns the warehouse.</summary>
    private async Task<long> ReceivedByAsync(string name) =>
        (await nodes[name].Warehouses.AskAsync(new Domain.WarehouseId(TestNode.Warehouse), new CountFigures())).Value!.Received;

    private async Task<string> MetricsAsync(string name)
    {
        using HttpClient http = new() { BaseAddress = nodes[name].HttpAddress };
        return await http.GetStringAsync("/metrics");
    }
}
