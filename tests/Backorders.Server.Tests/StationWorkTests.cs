using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;
using Outcome = Backorders.V1.WorkResponse.MessageOneofCase;
using WorkStream = Grpc.Core.AsyncDuplexStreamingCall<Backorders.V1.WorkRequest, Backorders.V1.WorkResponse>;

namespace Backorders.Server.Tests;

public sealed class StationWorkTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Work_WithCapacity_OffersTasksUpToItAndMoreWhenOneIsPicked()
    {
        using WorkStream stream = await OpenAsync(capacity: 2);
        Assert.Equal(300, (await NextAsync(stream)).Welcome.LeaseSeconds);
        await MakeTasksAsync(3);
        List<TaskOffer> held = [];
        while (held.Count < 2)
        {
            held.AddRange((await NextAsync(stream)).Offer.Offers);
        }

        Assert.Equal(2, held.Count);
        await stream.RequestStream.WriteAsync(new WorkRequest
        {
            Correlation = "c1", ConfirmPick = new ConfirmPickRequest { RequestId = TestNode.Id(), TaskId = held[0].Task.TaskId, Token = held[0].Token, Quantity = 1 },
        });
        WorkResponse answer = await NextAsync(stream);
        Assert.Equal(("c1", held[0].Task.TaskId), (answer.Correlation, answer.Confirmed.TaskId));
        Assert.Single((await NextAsync(stream)).Offer.Offers);
        await EndAsync(stream);
    }

    [Fact]
    public async Task Work_AfterAReconnect_OffersAgainWhatIsStillLeased()
    {
        await MakeTasksAsync(1);
        TaskOffer offer;
        using (WorkStream first = await OpenAsync(capacity: 1))
        {
            await NextAsync(first);
            offer = Assert.Single((await NextAsync(first)).Offer.Offers);
            await EndAsync(first);
        }

        using WorkStream second = await OpenAsync(capacity: 1);
        Assert.Equal(1, (await NextAsync(second)).Welcome.Held);
        WorkOffer again = (await NextAsync(second)).Offer;
        Assert.True(again.Again);
        Assert.Equal((offer.Task.TaskId, offer.Token), (Assert.Single(again.Offers).Task.TaskId, again.Offers[0].Token));
        await EndAsync(second);
    }

    [Fact]
    public async Task Work_MessagesGoodAndBad_AreAnsweredInOrder()
    {
        await MakeTasksAsync(1);
        using WorkStream stream = await OpenAsync(capacity: 0);
        await NextAsync(stream);
        await stream.RequestStream.WriteAsync(new WorkRequest { Correlation = "1", Pull = new PullTasksRequest { RequestId = TestNode.Id(), Max = 1 } });
        await stream.RequestStream.WriteAsync(new WorkRequest { Correlation = "2", Start = new StartTaskRequest { RequestId = TestNode.Id(), TaskId = 1, Token = 77 } });
        await stream.RequestStream.WriteAsync(new WorkRequest { Correlation = "3" });
        await stream.RequestStream.WriteAsync(new WorkRequest { Correlation = "4", Heartbeat = new HeartbeatRequest() });
        await stream.RequestStream.WriteAsync(new WorkRequest { Correlation = "5", Pull = new PullTasksRequest { Station = "other", RequestId = TestNode.Id(), Max = 1 } });
        await stream.RequestStream.WriteAsync(new WorkRequest { Correlation = "6", Capacity = new WorkCapacity { Capacity = -1 } });
        await stream.RequestStream.CompleteAsync();
        List<(string, Outcome, Refusal)> answers = [];
        await foreach (WorkResponse answer in stream.ResponseStream.ReadAllAsync())
        {
            answers.Add((answer.Correlation, answer.MessageCase, answer.Refused?.Reason ?? Refusal.Unspecified));
        }

        Assert.Equal(
            [
                ("1", Outcome.Pulled, Refusal.Unspecified), ("2", Outcome.Refused, Refusal.StaleLease), ("3", Outcome.Refused, Refusal.InvalidValue),
                ("4", Outcome.Heartbeat, Refusal.Unspecified), ("5", Outcome.Refused, Refusal.InvalidValue), ("6", Outcome.Refused, Refusal.InvalidValue),
            ],
            answers);
    }

    [Fact]
    public async Task Work_WholeWayOverOneStream_PacksAndShips()
    {
        await MakeTasksAsync(1);
        using WorkStream stream = await OpenAsync(capacity: 1);
        await NextAsync(stream);
        TaskOffer offer = Assert.Single((await NextAsync(stream)).Offer.Offers);
        (long task, long token) = (offer.Task.TaskId, offer.Token);
        await stream.RequestStream.WriteAsync(new WorkRequest { Start = new StartTaskRequest { RequestId = TestNode.Id(), TaskId = task, Token = token } });
        await stream.RequestStream.WriteAsync(
            new WorkRequest { ConfirmPick = new ConfirmPickRequest { RequestId = TestNode.Id(), TaskId = task, Token = token, Quantity = 1 } });
        await stream.RequestStream.WriteAsync(
            new WorkRequest { Pack = new PackRequest { RequestId = TestNode.Id(), Parcel = "P", Leases = { new Lease { TaskId = task, Token = token } } } });
        await stream.RequestStream.WriteAsync(new WorkRequest { Ship = new ShipRequest { RequestId = TestNode.Id(), TaskIds = { task } } });
        Assert.NotNull((await NextAsync(stream)).Started);
        Assert.NotNull((await NextAsync(stream)).Confirmed);
        Assert.NotNull((await NextAsync(stream)).Packed);
        Assert.Equal(0, Assert.Single((await NextAsync(stream)).Shipped.Shipped).DockToShipSeconds);
        await EndAsync(stream);
    }

    [Trait("Case", "20")]
    [Fact]
    public async Task Work_DamageAtTheBench_IsReportedOverTheStream()
    {
        await MakeTasksAsync(1);
        using WorkStream stream = await OpenAsync(capacity: 1);
        await NextAsync(stream);
        TaskOffer offer = Assert.Single((await NextAsync(stream)).Offer.Offers);
        (long task, long token) = (offer.Task.TaskId, offer.Token);
        await stream.RequestStream.WriteAsync(
            new WorkRequest { ConfirmPick = new ConfirmPickRequest { RequestId = TestNode.Id(), TaskId = task, Token = token, Quantity = 1 } });
        await stream.RequestStream.WriteAsync(new WorkRequest
        {
            ReportDamage = new ReportDamageRequest { RequestId = TestNode.Id(), TaskId = task, Token = token, Quantity = 1, Reason = ReasonCode.Damaged },
        });
        Assert.NotNull((await NextAsync(stream)).Confirmed);
        Assert.Equal((task, 1L), ((await NextAsync(stream)).Damaged.TaskId, 1L));
        await EndAsync(stream);
    }

    [Fact]
    public async Task Work_SecondStreamOfTheStation_EndsTheFirstAndGetsWhatComes()
    {
        using WorkStream first = await OpenAsync(capacity: 1);
        await NextAsync(first);
        using WorkStream second = await OpenAsync(capacity: 1);
        Assert.NotNull((await NextAsync(second)).Welcome);
        await MakeTasksAsync(1);
        Assert.Single((await NextAsync(second)).Offer.Offers);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => first.ResponseStream.MoveNext(default));
        Assert.Equal(("STATION_TAKEN_OVER", StatusCode.Aborted), (e.GetErrorInfo()!.Reason, e.StatusCode));
        await EndAsync(second);
    }

    [Fact]
    public async Task Work_StreamsOfOtherStationsAndOtherKeys_LiveSideBySide()
    {
        using WorkStream first = await OpenAsync(capacity: 0);
        await NextAsync(first);
        using WorkStream ofAnotherKey = node.Client("station").Stations.Work();
        await ofAnotherKey.RequestStream.WriteAsync(Hello("station-1", 0));
        await NextAsync(ofAnotherKey);
        using WorkStream ofAnotherStation = node.Acme.Stations.Work();
        await ofAnotherStation.RequestStream.WriteAsync(Hello("station-2", 0));
        await NextAsync(ofAnotherStation);
        foreach (WorkStream stream in (WorkStream[])[first, ofAnotherKey, ofAnotherStation])
        {
            await EndAsync(stream);
        }
    }

    [Theory]
    [InlineData("", "MAIN", 1, "INVALID_ID", StatusCode.InvalidArgument)]
    [InlineData("station-1", "SOUTH", 1, "UNKNOWN_WAREHOUSE", StatusCode.NotFound)]
    [InlineData("station-1", "MAIN", 1001, "INVALID_VALUE", StatusCode.InvalidArgument)]
    public async Task Work_BadHello_EndsTheStream(string station, string warehouse, int capacity, string reason, StatusCode code)
    {
        using WorkStream stream = node.Acme.Stations.Work();
        await stream.RequestStream.WriteAsync(new WorkRequest { Hello = new WorkHello { Station = station, Warehouse = warehouse, Capacity = capacity } });
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default));
        Assert.Equal((reason, code), (e.GetErrorInfo()!.Reason, e.StatusCode));
    }

    private static WorkRequest Hello(string station, int capacity) => new()
    {
        Hello = new WorkHello { Station = station, Warehouse = TestNode.Warehouse, Capacity = capacity },
    };

    private static async Task<WorkResponse> NextAsync(WorkStream stream)
    {
        Assert.True(await stream.ResponseStream.MoveNext(default));
        return stream.ResponseStream.Current;
    }

    private static async Task EndAsync(WorkStream stream)
    {
        await stream.RequestStream.CompleteAsync();
        while (await stream.ResponseStream.MoveNext(default))
        {
        }
    }

    private async Task<WorkStream> OpenAsync(int capacity)
    {
        WorkStream stream = node.Acme.Stations.Work();
        await stream.RequestStream.WriteAsync(Hello("station-1", capacity));
        return stream;
    }

    private async Task MakeTasksAsync(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            await node.Acme.Orders.SubmitOrderAsync(TestNode.Order($"A-{i}", 1));
        }

        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", count));
    }
}
