using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Backorders.Actors.Calls;
using Backorders.Actors.Followers;
using Backorders.Actors.Port;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Calls;

/// <summary>A node's line to a warehouse, against a region and gateways that a test plays.</summary>
public sealed class WarehouseLinkTests : TestKit
{
    private const int capacity = 4;

    private static readonly WarehouseId warehouse = new("W1");
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan look = TimeSpan.FromMilliseconds(200);

    private readonly ManualTimeProvider time = new();
    private readonly LocalWarehouse place;
    private readonly TestProbe region;
    private readonly IActorRef link;

    public WarehouseLinkTests()
        : base(Yard.WaitsByHand.WithFallback(ConfigurationFactory.ParseString("akka.loglevel = OFF")))
    {
        MemoryTurnStore store = new(time);
        place = new(new(warehouse, "Etc/UTC", [new("D1")], [new("L1")]), 16, 1024, new StoreTail(store.Rows, warehouse, time, Timeout.InfiniteTimeSpan));
        region = CreateTestProbe();
        link = Sys.ActorOf(WarehouseLink.Props(place, region, time, capacity));
    }

    [Fact]
    public void Warehouse_IsAskedForUntilItsGatewayIsMet_AndThenNoMore()
    {
        Assert.Equal(new Meet(warehouse, 1), region.ExpectMsg<Meet>());
        Pass(look);
        Assert.Equal(new Meet(warehouse, 1), region.ExpectMsg<Meet>());
        TestProbe gateway = Welcome(1);
        Pass(look);
        region.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(gateway.Ref.Path.Address, place.Home);
    }

    [Fact]
    public void Calls_BeforeAndAfterTheMeeting_GoInTheirOrder_EachNamingTheOneBefore()
    {
        _ = Send("a");
        _ = Send("b");
        TestProbe gateway = MeetAt(1);
        _ = Send("c");

        Assert.Equal([(1L, 0L, "a"), (2L, 1L, "b"), (3L, 2L, "c")], Enumerable.Range(0, 3).Select(_ => Told(gateway)));
    }

    [Fact]
    public async Task Gateway_Gone_TheUnansweredGoToTheNextOne_AndTheAnsweredDoNot()
    {
        TestProbe first = MeetAt(1);
        Task<WarehouseAnswer> a = Send("a");
        Task<WarehouseAnswer> b = Send("b");
        Answer(first, 1, 1, "A");
        Assert.Equal("A", (await a).Message);
        Sys.Stop(first.Ref);

        TestProbe next = MeetAt(2);
        Assert.Equal((2L, 0L, "b"), Told(next));
        Answer(next, 2, 2, "B");
        Assert.Equal("B", (await b).Message);
    }

    [Fact]
    public async Task Moved_NothingMoreGoesThere_AndTheRestFollowsInOrder()
    {
        TestProbe first = MeetAt(1);
        _ = Send("a");
        Task<WarehouseAnswer> b = Send("b");
        Told(first);
        Told(first);
        first.Send(link, new Answered(1, 1, new WarehouseAnswer(null, 14, IsMoved: true)));
        Answer(first, 1, 2, "B");
        Assert.Equal("B", (await b).Message);
        _ = Send("c");
        first.ExpectNoMsg(TimeSpan.Zero);
        Pass(look);

        TestProbe next = MeetAt(2);
        Assert.Equal([(1L, 0L, "a"), (3L, 1L, "c")], [Told(next), Told(next)]);
    }

    [Fact]
    public void LostCall_IsSentAgainWithAllBehindIt()
    {
        TestProbe gateway = MeetAt(1);
        _ = Send("a");
        _ = Send("b");
        Told(gateway);
        Told(gateway);
        PassSilence();
        Assert.Equal(new Meet(warehouse, 1), gateway.ExpectMsg<Meet>());
        gateway.Send(link, new Met(1, Last: 1, Pending: 1));

        Assert.Equal((2L, 1L, "b"), Told(gateway));
        gateway.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void LostAnswer_BeginsAnew_AndAsksForItAgain()
    {
        TestProbe gateway = MeetAt(1);
        _ = Send("a");
        Told(gateway);
        PassSilence();
        gateway.ExpectMsg<Meet>();
        gateway.Send(link, new Met(1, Last: 1, Pending: 0));

        TestProbe again = MeetAt(2);
        Assert.Equal((1L, 0L, "a"), Told(again));
    }

    [Fact]
    public void SlowGateway_IsLeftAlone()
    {
        TestProbe gateway = MeetAt(1);
        _ = Send("a");
        Told(gateway);
        PassSilence();
        gateway.ExpectMsg<Meet>();
        gateway.Send(link, new Met(1, Last: 1, Pending: 1));
        Pass(look);

        gateway.ExpectNoMsg(TimeSpan.Zero);
        region.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task Nobody_ForLongerThanPatience_IsRefused_AndNotBefore()
    {
        Task<WarehouseAnswer> waits = Send("a");
        time.Advance(patience - TimeSpan.FromMilliseconds(1));
        Pass(look, withClock: false);
        Assert.False(waits.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Pass(look, withClock: false);

        Assert.Equal(Refusal.NotReady, (await waits).Refused!.Reason);
    }

    /// <summary>A gateway that is closing gave it back: the caller is told that nobody serves the warehouse.</summary>
    [Fact]
    public async Task CameBack_AndNobodyTakesItWithinItsPatience_IsRefused()
    {
        TestProbe closing = MeetAt(1);
        Task<WarehouseAnswer> waits = Send("a");
        Told(closing);
        time.Advance(patience);
        closing.Send(link, new Answered(1, 1, LinkAnswers.Closing()));
        Pass(look, withClock: false);
        Assert.False(waits.IsCompleted);

        time.Advance(patience);
        Pass(look, withClock: false);

        Assert.Equal(Refusal.NotReady, (await waits).Refused!.Reason);
    }

    [Fact]
    public async Task Full_IsRefusedAsBusy()
    {
        Task<WarehouseAnswer>[] sent = [.. Enumerable.Range(0, capacity + 1).Select(i => Send($"{i}"))];

        Assert.Equal(Refusal.Busy, (await sent[^1]).Refused!.Reason);
        Assert.All(sent[..^1], s => Assert.False(s.IsCompleted));
    }

    [Fact]
    public async Task End_TellsWhatItHoldsWhy()
    {
        Task<WarehouseAnswer> held = Send("a");
        link.Tell(new WarehouseLink.End(Refused.Because(Refusal.ShardSealed, "closed")));

        Assert.Equal(Refusal.ShardSealed, (await held).Refused!.Reason);
        Assert.Null(place.Home);
    }

    [Fact]
    public void Durable_IsHeard_AndTheNextWordAllowed()
    {
        TestProbe gateway = MeetAt(1);
        gateway.Send(link, new Durable(1, 7));

        Assert.Equal(new Listen(1), gateway.ExpectMsg<Listen>());
        Assert.Equal(7, place.Remote.Durable);
    }

    private static (long Number, long After, object Message) Told(TestProbe gateway)
    {
        Passed passed = gateway.ExpectMsg<Passed>();
        return (passed.Number, passed.After, passed.Request.Message);
    }

    private Task<WarehouseAnswer> Send(string message)
    {
        WarehouseLink.Pass pass = new(new WarehouseRequest(warehouse, "/method", message, new CallerRights("key", null, 0, [])), patience);
        link.Tell(pass);
        Settle();
        return pass.Answer.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private void Answer(TestProbe gateway, long meeting, long number, string answer) =>
        gateway.Send(link, new Answered(meeting, number, new WarehouseAnswer(answer)));

    /// <summary>A gateway that answers the link's next knock.</summary>
    private TestProbe MeetAt(long meeting)
    {
        region.FishForMessage<Meet>(m => m.Meeting == meeting);
        return Welcome(meeting);
    }

    private TestProbe Welcome(long meeting)
    {
        TestProbe gateway = CreateTestProbe();
        gateway.Send(link, new Met(meeting, 0, 0));
        Assert.Equal(new Listen(meeting), gateway.ExpectMsg<Listen>());
        return gateway;
    }

    private void PassSilence() => Pass(TimeSpan.FromSeconds(2));

    /// <summary>Lets time pass for the link's timers, once it has done what was sent to it.</summary>
    private void Pass(TimeSpan by, bool withClock = true)
    {
        Settle();
        if (withClock)
        {
            time.Advance(by);
        }

        ((TestScheduler)Sys.Scheduler).Advance(by < look ? look : by);
        Settle();
    }

    /// <summary>Ends when the link has done what was in its mailbox.</summary>
    private void Settle() => link.Ask<ActorIdentity>(new Identify(null)).Wait(TimeSpan.FromSeconds(30));
}
