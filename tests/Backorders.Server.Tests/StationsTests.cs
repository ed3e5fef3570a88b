using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

public sealed class StationsTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task OneTask_FromPullToShip_TellsTheTimeFromDockToShip()
    {
        await MakeTaskAsync("A-1", 6);
        TaskOffer offer = await PullOneAsync();
        Assert.Equal(("MUG", 6, "D1", "L2", "A-1"), (offer.Task.Sku, offer.Task.Quantity, offer.Task.Door, offer.Task.Lane, offer.Task.OrderNo));
        await node.Acme.Stations.StartTaskAsync(new StartTaskRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token });
        node.Time.Advance(TimeSpan.FromSeconds(30));
        await node.Acme.Stations.ConfirmPickAsync(Confirm(offer, 6));
        await node.Acme.Stations.PackAsync(new PackRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = "P-1", Leases = { new Lease { TaskId = offer.Task.TaskId, Token = offer.Token } },
        });
        node.Time.Advance(TimeSpan.FromSeconds(60));
        ShipRequest ship = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskIds = { offer.Task.TaskId }, Carrier = "C", Tracking = "T" };
        ShipResponse shipped = await node.Acme.Stations.ShipAsync(ship);
        Assert.Equal(90, Assert.Single(shipped.Shipped).DockToShipSeconds);
        node.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(shipped, await node.Acme.Stations.ShipAsync(ship));
        Order order = await node.Acme.Orders.GetOrderAsync(new GetOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "A-1" });
        Assert.Equal((true, 6), (order.Closed, order.Lines[0].Shipped));
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task PullTasks_TheSameRequestAgain_GetsTheSameTasksAndTokens()
    {
        await MakeTaskAsync("A-1", 6);
        await MakeTaskAsync("A-2", 2);
        PullTasksRequest pull = Pull();
        PullTasksResponse first = await node.Acme.Stations.PullTasksAsync(pull);
        Assert.Equal(first, await node.Acme.Stations.PullTasksAsync(pull));
        Assert.NotEqual(first.Offers[0].Task.TaskId, (await PullOneAsync()).Task.TaskId);
    }

    [Fact]
    public async Task PullTasks_NothingToDo_WaitsUntilWorkComes()
    {
        PullTasksRequest pull = Pull();
        pull.Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(60));
        using AsyncUnaryCall<PullTasksResponse> waiting = node.Acme.Stations.PullTasksAsync(pull);
        await MakeTaskAsync("A-1", 6);
        Assert.Equal(6, Assert.Single((await waiting).Offers).Task.Quantity);
        Assert.Empty((await node.Acme.Stations.PullTasksAsync(Pull())).Offers);
        pull.Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(61));
        await RefusedAsync(node.Acme.Stations.PullTasksAsync(pull), "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    /// <summary>Whatever makes a task ready wakes a station that waits: the test's clock stands still, so nothing else could.</summary>
    [Theory]
    [InlineData("a stray")]
    [InlineData("an opened lane")]
    [InlineData("an order amended to another lane")]
    [InlineData("a released order")]
    public async Task PullTasks_NothingToDo_IsWokenByEveryTaskThatBecomesReady(string by)
    {
        await MakeTaskAsync("A-1", 6);
        await SetLaneAsync(LaneState.Closed);
        if (by == "a released order")
        {
            await node.Acme.Orders.HoldOrderAsync(new HoldOrderRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Reason = ReasonCode.Credit });
            await SetLaneAsync(LaneState.Open);
        }

        PullTasksRequest pull = Pull();
        pull.Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(60));
        using AsyncUnaryCall<PullTasksResponse> waiting = node.Acme.Stations.PullTasksAsync(pull);
        _ = by switch
        {
            "a stray" => (object)await node.Acme.Stations.ReportStrayAsync(new ReportStrayRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Scan = new ScannedUnits { Sku = "BOWL", Quantity = 1 },
            }),
            "an opened lane" => await SetLaneAsync(LaneState.Open),
            "a released order" => await node.Acme.Orders.ReleaseOrderAsync(
                new ReleaseOrderRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1" }),
            _ => await node.Acme.Orders.AmendOrderAsync(new AmendOrderRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Lane = "L1" }),
        };

        Assert.Equal(by == "a stray" ? TaskKind.PutBack : TaskKind.CrossDock, Assert.Single((await waiting).Offers).Task.Kind);

        async Task<SetLaneResponse> SetLaneAsync(LaneState state) => await node.Operator.Operations.SetLaneAsync(
            new SetLaneRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Lane = "L2", State = state, Reason = ReasonCode.Urgent });
    }

    [Trait("Case", "17")]
    [Fact]
    public async Task ConfirmPick_AfterTheLeasePassedOn_IsRefusedAsStale()
    {
        await MakeTaskAsync("A-1", 6);
        TaskOffer lost = await PullOneAsync("station-1");
        node.Time.Advance(TimeSpan.FromMinutes(6));
        TaskOffer won = await PullOneAsync("station-2");
        Assert.Equal(lost.Task.TaskId, won.Task.TaskId);
        var status = await RefusedAsync(node.Acme.Stations.ConfirmPickAsync(Confirm(lost, 6)), "STALE_LEASE", StatusCode.FailedPrecondition);
        Assert.Equal(won.Token.ToString(), status.ErrorInfo!.Metadata["current_token"]);
        await node.Acme.Stations.ConfirmPickAsync(Confirm(won, 6));
    }

    [Trait("Case", "16")]
    [Fact]
    public async Task ConfirmPick_TooMany_IsRefused()
    {
        await MakeTaskAsync("A-1", 6);
        await RefusedAsync(node.Acme.Stations.ConfirmPickAsync(Confirm(await PullOneAsync(), 7)), "OVER_PICK", StatusCode.FailedPrecondition);
    }

    [Trait("Case", "15")]
    [Fact]
    public async Task ReportShort_SomeMissing_AsksForACount()
    {
        await MakeTaskAsync("A-1", 6);
        TaskOffer offer = await PullOneAsync();
        ReportShortResponse answer = await node.Acme.Stations.ReportShortAsync(new ReportShortRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Picked = 4, Reason = ReasonCode.NotFound,
        });
        Assert.Equal((4, 2, true), (answer.Picked, answer.Missing, answer.CountTaskId > 0));
    }

    [Trait("Case", "18")]
    [Fact]
    public async Task ReturnTask_TooOften_ParksItUntilASupervisorUnparks()
    {
        await MakeTaskAsync("A-1", 6);
        bool parked = false;
        TaskOffer offer = new();
        for (int i = 0; i < 3; i++)
        {
            offer = await PullOneAsync();
            parked = (await node.Acme.Stations.ReturnTaskAsync(new ReturnTaskRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Reason = ReasonCode.StationTrouble,
            })).Parked;
        }

        Assert.True(parked);
        Assert.Empty((await node.Acme.Stations.PullTasksAsync(Pull())).Offers);
        await node.Acme.Stations.UnparkTaskAsync(new UnparkTaskRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId });
        Assert.Equal(offer.Task.TaskId, (await PullOneAsync()).Task.TaskId);
    }

    [Trait("Case", "17")]
    [Fact]
    public async Task Heartbeat_KeepsALeaseAlive()
    {
        await MakeTaskAsync("A-1", 6);
        TaskOffer offer = await PullOneAsync();
        node.Time.Advance(TimeSpan.FromMinutes(4));
        HeartbeatResponse beat = await node.Acme.Stations.HeartbeatAsync(new HeartbeatRequest { Warehouse = TestNode.Warehouse, Station = "station-1" });
        Assert.Equal(node.Time.GetUtcNow().AddMinutes(5), beat.LeaseExpiresAt.ToDateTimeOffset());
        node.Time.Advance(TimeSpan.FromMinutes(4));
        await node.Acme.Stations.ConfirmPickAsync(Confirm(offer, 6));
    }

    [Trait("Case", "30")]
    [Fact]
    public async Task StartTask_OfAnotherOwner_IsNotThereAndPutOnRecord()
    {
        await MakeTaskAsync("A-1", 6);
        TaskOffer offer = await PullOneAsync();
        StartTaskRequest start = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token };
        await RefusedAsync(node.Client("rival").Stations.StartTaskAsync(start), "UNKNOWN_TASK", StatusCode.NotFound);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4103 && e.Text.Contains("task"));
    }

    [Fact]
    public async Task ListTasks_OpenOnes_TakesNone_AndGivesTokensToTheStationAlone()
    {
        await MakeTaskAsync("A-1", 6);
        await MakeTaskAsync("A-2", 2);
        await MakeTaskAsync("A-3", 1);
        TaskOffer picked = await PullOneAsync();
        await node.Acme.Stations.ConfirmPickAsync(Confirm(picked, 6));
        ListTasksRequest list = new() { Warehouse = TestNode.Warehouse, PageSize = 2 };
        ListTasksResponse first = await node.Acme.Stations.ListTasksAsync(list);
        Assert.Equal(["A-1 Picked 0", "A-2 Ready 0"], first.Tasks.Select(Words));
        list.PageToken = first.NextPageToken;
        ListTasksResponse last = await node.Acme.Stations.ListTasksAsync(list);
        Assert.Equal(("A-3 Ready 0", string.Empty), (Words(Assert.Single(last.Tasks)), last.NextPageToken));

        ListTasksResponse held = await node.Acme.Stations.ListTasksAsync(new ListTasksRequest { Warehouse = TestNode.Warehouse, Station = "station-1" });
        Assert.Equal($"A-1 Picked {picked.Token}", Words(Assert.Single(held.Tasks)));
        Assert.Empty((await node.Acme.Stations.ListTasksAsync(new ListTasksRequest { Warehouse = TestNode.Warehouse, Station = "station-2" })).Tasks);
        ListTasksResponse ready = await node.Acme.Stations.ListTasksAsync(new ListTasksRequest { Warehouse = TestNode.Warehouse, State = TaskState.Ready });
        Assert.Equal(["A-2 Ready 0", "A-3 Ready 0"], ready.Tasks.Select(Words));
        await RefusedAsync(
            node.Acme.Stations.ListTasksAsync(new ListTasksRequest { Warehouse = TestNode.Warehouse, State = (TaskState)99 }), "INVALID_VALUE", StatusCode.InvalidArgument);
        list.PageToken = "nonsense";
        await RefusedAsync(node.Acme.Stations.ListTasksAsync(list), "INVALID_VALUE", StatusCode.InvalidArgument);

        static string Words(TaskOffer offer) => $"{offer.Task.OrderNo} {offer.Task.State} {offer.Token}";
    }

    [Trait("Case", "30")]
    [Fact]
    public async Task ListTasks_OfAnotherOwner_AreNotShown()
    {
        await MakeTaskAsync("A-1", 6);
        Assert.Empty((await node.Client("rival").Stations.ListTasksAsync(new ListTasksRequest { Warehouse = TestNode.Warehouse })).Tasks);
    }

    private static PullTasksRequest Pull(string station = "station-1") => new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = station, Max = 1 };

    private static ConfirmPickRequest Confirm(TaskOffer offer, long quantity) => new()
    {
        Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = quantity,
    };

    private async Task MakeTaskAsync(string orderNo, long quantity)
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order(orderNo, quantity));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan(orderNo, quantity));
    }

    private async Task<TaskOffer> PullOneAsync(string station = "station-1") => Assert.Single((await node.Acme.Stations.PullTasksAsync(Pull(station))).Offers);
}
