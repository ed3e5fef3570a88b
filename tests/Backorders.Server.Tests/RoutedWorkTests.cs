using Backorders.V1;
using Grpc.Core;
using Outcome = Backorders.V1.WorkResponse.MessageOneofCase;
using WorkStream = Grpc.Core.AsyncDuplexStreamingCall<Backorders.V1.WorkRequest, Backorders.V1.WorkResponse>;

namespace Backorders.Server.Tests;

/// <summary>A station's stream through a node that does not serve its warehouse, and what the station notices when the warehouse moves.</summary>
public sealed class RoutedWorkTests : IAsyncLifetime
{
    private RoutedNodes nodes = null!;

    public async Task InitializeAsync()
    {
        nodes = await RoutedNodes.StartAsync(["a", "b", "c"]);
        foreach (string name in (string[])["a", "b", "c"])
        {
            nodes.Board.Give(TestNode.Warehouse, name);
            await nodes.Client(name).Items.DefineItemsAsync(TestNode.Items());
        }

        nodes.Board.Give(TestNode.Warehouse, "b");
    }

    public async Task DisposeAsync() => await nodes.DisposeAsync();

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "c")]
    [InlineData("a", "a")]
    public async Task Work_ThroughAnyNode_OffersAndAnswers(string client, string owner)
    {
        nodes.Board.Give(TestNode.Warehouse, owner);
        await MakeTasksAsync(owner, 1, 2);
        using WorkStream stream = await OpenAsync(client, capacity: 2);
        Assert.Equal(300, (await NextAsync(stream)).Welcome.LeaseSeconds);
        TaskOffer[] offers = await OffersAsync(stream, 2);
        await stream.RequestStream.WriteAsync(Confirm("c1", offers[0]));
        Assert.Equal(("c1", offers[0].Task.TaskId), await ConfirmedAsync(stream));
        await EndAsync(stream);
    }

    [Fact]
    public async Task Work_WarehouseMoves_TheStationNoticesNoSecondWelcomeAndGetsTheWorkThere()
    {
        using WorkStream stream = await OpenAsync("a", capacity: 1);
        Assert.NotNull((await NextAsync(stream)).Welcome);
        nodes.Board.Give(TestNode.Warehouse, "c");
        await MakeTasksAsync("c", 1, 1);
        TaskOffer offer = Assert.Single(await OffersAsync(stream, 1));
        await stream.RequestStream.WriteAsync(Confirm("x", offer));
        Assert.Equal(("x", offer.Task.TaskId), await ConfirmedAsync(stream));
        await EndAsync(stream);
    }

    [Fact]
    public async Task Work_NobodyServes_MessagesWaitAndAreAnsweredInOrderByTheNextOwner()
    {
        using WorkStream stream = await OpenAsync("a", capacity: 0);
        Assert.NotNull((await NextAsync(stream)).Welcome);
        nodes.Board.Give(TestNode.Warehouse, null);
        for (int i = 0; i < 5; i++)
        {
            await stream.RequestStream.WriteAsync(new WorkRequest { Correlation = $"{i}", Heartbeat = new HeartbeatRequest() });
        }

        nodes.Board.Give(TestNode.Warehouse, "c");
        for (int i = 0; i < 5; i++)
        {
            WorkResponse answer = await NextAsync(stream);
            Assert.Equal(($"{i}", Outcome.Heartbeat), (answer.Correlation, answer.MessageCase));
        }

        await EndAsync(stream);
    }

    [Fact]
    public async Task Work_HeldTasksOfferedAgain_OnlyWhatTheStreamWasNotToldOfGoesOn()
    {
        // Task 1 with the same token is the station's at both nodes, as in a store that they share; task 2 was leased to it there, but its offer never came here.
        await MakeTasksAsync("b", 1, 1);
        await MakeTasksAsync("c", 1, 2);
        nodes.Board.Give(TestNode.Warehouse, "b");
        using WorkStream stream = await OpenAsync("a", capacity: 1);
        await NextAsync(stream);
        TaskOffer told = Assert.Single(await OffersAsync(stream, 1));
        TaskOffer[] held;
        nodes.Board.Give(TestNode.Warehouse, null);
        nodes.Board.Believe("c", TestNode.Warehouse, "c");
        using (WorkStream there = await OpenAsync("c", capacity: 2))
        {
            await NextAsync(there);
            held = await OffersAsync(there, 2);
            await EndAsync(there);
        }

        Assert.Contains(held, o => o.Token == told.Token && o.Task.TaskId == told.Task.TaskId);
        nodes.Board.Give(TestNode.Warehouse, "c");
        WorkOffer offer = (await NextAsync(stream)).Offer;
        TaskOffer fresh = Assert.Single(offer.Offers);
        Assert.Equal(held.Single(o => o.Task.TaskId != told.Task.TaskId).Token, fresh.Token);
        await EndAsync(stream);
    }

    [Fact]
    public async Task Work_CapacityChangedBeforeAMove_HoldsAtTheNextOwner()
    {
        using WorkStream stream = await OpenAsync("a", capacity: 0);
        await NextAsync(stream);
        await stream.RequestStream.WriteAsync(new WorkRequest { Correlation = "c", Capacity = new WorkCapacity { Capacity = 2 } });
        Assert.Equal(2, (await NextAsync(stream)).Capacity.Capacity);
        nodes.Board.Give(TestNode.Warehouse, "c");
        await MakeTasksAsync("c", 1, 3);
        Assert.Equal(2, (await OffersAsync(stream, 2)).Length);
        await EndAsync(stream);
    }

    [Fact]
    public async Task Work_OwnerGone_GoesOnAtTheNextOne()
    {
        using WorkStream stream = await OpenAsync("a", capacity: 1);
        await NextAsync(stream);
        await nodes.StopAsync("b");
        await stream.RequestStream.WriteAsync(new WorkRequest { Correlation = "h", Heartbeat = new HeartbeatRequest() });
        nodes.Board.Give(TestNode.Warehouse, "c");
        Assert.Equal(("h", Outcome.Heartbeat), await NextAsync(stream) is var answer ? (answer.Correlation, answer.MessageCase) : default);
        await MakeTasksAsync("c", 1, 1);
        Assert.Single(await OffersAsync(stream, 1));
        await EndAsync(stream);
    }

    [Fact]
    public async Task Work_MovesBackAndForth_EveryMessageIsAnsweredOnceInOrder()
    {
        using WorkStream stream = await OpenAsync("a", capacity: 0);
        await NextAsync(stream);
        string[] path = ["c", "a", "b", "a", "c", "b"];
        for (int i = 0; i < 60; i++)
        {
            if (i % 10 == 5)
            {
                nodes.Board.Give(TestNode.Warehouse, path[i / 10]);
            }

            await stream.RequestStream.WriteAsync(new WorkRequest { Correlation = $"{i}", Heartbeat = new HeartbeatRequest() });
        }

        await stream.RequestStream.CompleteAsync();
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal($"{i}", (await NextAsync(stream)).Correlation);
        }

        Assert.False(await stream.ResponseStream.MoveNext());
    }

    [Theory]
    [InlineData("a", "c", "b")]
    [InlineData("a", "b", "b")]
    [InlineData("b", "a", "b")]
    [InlineData("a", "a", "b")]
    public async Task Work_SecondStreamThroughAnyNode_EndsTheFirst(string first, string second, string owner)
    {
        using WorkStream left = await OpenAsync(first, capacity: 1);
        await NextAsync(left);
        using WorkStream stream = await OpenAsync(second, capacity: 1);
        Assert.NotNull((await NextAsync(stream)).Welcome);
        await MakeTasksAsync(owner, 1, 1);
        Assert.Single(await OffersAsync(stream, 1));
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => left.ResponseStream.MoveNext());
        Assert.Equal("STATION_TAKEN_OVER", Grpc.Errors.RichStatus.From(e)!.ErrorInfo!.Reason);
        await EndAsync(stream);
    }

    [Fact]
    public async Task Work_FirstMessageWrong_IsRefusedWithoutAskingAnybody()
    {
        using WorkStream stream = nodes.Client("a").Stations.Work();
        await stream.RequestStream.WriteAsync(new WorkRequest { Heartbeat = new HeartbeatRequest() });
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
    }

    [Fact]
    public async Task Work_AskedDirectly_EndsWhenTheWarehouseLeaves()
    {
        using WorkStream stream = nodes.Direct("b").Stations.Work();
        await stream.RequestStream.WriteAsync(Hello(1));
        await NextAsync(stream);
        nodes.Board.Give(TestNode.Warehouse, "c");
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());
        Assert.Equal("NOT_OWNER", Grpc.Errors.RichStatus.From(e)!.ErrorInfo!.Reason);
    }

    [Fact]
    public async Task Work_ShardClosed_EndsWithTheReason()
    {
        using WorkStream stream = await OpenAsync("a", capacity: 1);
        await NextAsync(stream);
        nodes.Board.Close(TestNode.Warehouse);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());
        Assert.Equal("SHARD_SEALED", Grpc.Errors.RichStatus.From(e)!.ErrorInfo!.Reason);
    }

    private static WorkRequest Hello(int capacity) => new()
    {
        Correlation = "hello", Hello = new WorkHello { Warehouse = TestNode.Warehouse, Station = "P1", Capacity = capacity },
    };

    private static WorkRequest Confirm(string correlation, TaskOffer offer) => new()
    {
        Correlation = correlation,
        ConfirmPick = new ConfirmPickRequest { RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = offer.Task.Quantity },
    };

    private static async Task<WorkResponse> NextAsync(WorkStream stream)
    {
        Assert.True(await stream.ResponseStream.MoveNext());
        return stream.ResponseStream.Current;
    }

    private static async Task<TaskOffer[]> OffersAsync(WorkStream stream, int count)
    {
        List<TaskOffer> offers = [];
        while (offers.Count < count)
        {
            offers.AddRange((await NextAsync(stream)).Offer.Offers);
        }

        return [.. offers];
    }

    private static async Task<(string Correlation, long TaskId)> ConfirmedAsync(WorkStream stream)
    {
        while (true)
        {
            WorkResponse answer = await NextAsync(stream);
            if (answer.MessageCase != Outcome.Offer)
            {
                return (answer.Correlation, answer.Confirmed.TaskId);
            }
        }
    }

    private static async Task EndAsync(WorkStream stream)
    {
        await stream.RequestStream.CompleteAsync();
        while (await stream.ResponseStream.MoveNext())
        {
        }
    }

    private async Task<WorkStream> OpenAsync(string name, int capacity)
    {
        WorkStream stream = nodes.Client(name).Stations.Work();
        await stream.RequestStream.WriteAsync(Hello(capacity));
        return stream;
    }

    /// <summary>Has a node make tasks of one unit each, which need not serve the warehouse as far as others know.</summary>
    private async Task MakeTasksAsync(string name, int from, int to)
    {
        nodes.Board.Believe(name, TestNode.Warehouse, name);
        for (int i = from; i <= to; i++)
        {
            await nodes.Client(name).Orders.SubmitOrderAsync(TestNode.Order($"SO-{i}", 1));
            await nodes.Client(name).Receiving.ReceiveAsync(TestNode.Scan($"{i}", 1));
        }
    }
}
