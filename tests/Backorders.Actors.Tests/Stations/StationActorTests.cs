using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Backorders.Actors.Port;
using Backorders.Actors.Stations;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Actors.Turns;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Actors.Tests.Stations;

/// <summary>A stream's end of a seat, against gateways that a test plays.</summary>
public sealed class StationActorTests : TestKit
{
    private static readonly SeatWish wish = new(new("W1"), new("PACK-1"), null, "key", 2);

    private readonly RecordedStream stream = new();
    private readonly TestProbe region;
    private readonly IActorRef station;

    public StationActorTests()
        : base(Yard.WaitsByHand.WithFallback(ConfigurationFactory.ParseString("akka.loglevel = OFF")))
    {
        region = CreateTestProbe();
        station = Sys.ActorOf(StationActor.Props(wish, new Instant(5), stream, region));
    }

    [Fact]
    public void Stream_RegistersThroughTheRegion_UntilAGatewayHasNotedIt()
    {
        TakeSeat first = region.ExpectMsg<TakeSeat>();
        Pass(StationActor.RepeatEvery);
        TakeSeat second = region.ExpectMsg<TakeSeat>();
        Note(region, second.Round);
        Pass(StationActor.RepeatEvery);

        Assert.Equal((1, 2, 2, "PACK-1"), (first.Round, second.Round, second.Capacity, second.Station.Value));
        region.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task Welcome_ThenOffers_AreHeardOnce_InTheirOrder()
    {
        Seat(region);
        Say(new Seated(1, 1, 300, [SomeTask.Full(1)]));
        Say(Offer(1, 2, token: 2));
        Say(Offer(1, 2, token: 2));
        Say(Offer(1, 3, token: 3));

        StationWelcome welcome = await stream.Next<StationWelcome>();
        Assert.Equal((300, 1L), (welcome.LeaseSeconds, Assert.Single(welcome.Held).Token.Value));
        StationOffer offer = await stream.Next<StationOffer>();
        Assert.Equal((42, 2L), (offer.Turn.Seq, Assert.Single(Assert.Single(offer.Turn.Events.OfType<TasksLeased>()).Leases).Token.Value));
        Assert.Equal(3, Assert.Single((await stream.Next<StationOffer>()).Tasks).Token.Value);
        await Quiet();
        Assert.True(stream.HasHeardAll);
    }

    [Fact]
    public async Task EndOfTheGateway_RegistersAnew_AndTellsWhatWasNotHeard_AsHeldAndNotAsNew()
    {
        TestProbe gateway = CreateTestProbe();
        Seat(gateway);
        Say(new Seated(1, 1, 300, []), gateway);
        Say(Offer(1, 2, token: 2), gateway);
        await stream.Next<StationWelcome>();
        await stream.Next<StationOffer>();
        Sys.Stop(gateway.Ref);

        TakeSeat again = region.ExpectMsg<TakeSeat>();
        Note(region, again.Round);
        Say(new Seated(again.Round, 1, 300, [SomeTask.Full(2), SomeTask.Full(9)]));

        Assert.Equal(2, again.Round);
        Assert.Equal(9, Assert.Single(await stream.Next<IReadOnlyList<TaskView>>()).Token.Value);
        Assert.True(stream.HasHeardAll);
    }

    [Fact]
    public async Task NewsOfAnEarlierRegistration_CountsForNothing()
    {
        Seat(region);
        Say(new Seated(1, 1, 300, []));
        await stream.Next<StationWelcome>();
        Say(new SeatNoted(1, 7));
        Assert.Equal(2, region.ExpectMsg<TakeSeat>().Round);

        Say(Offer(1, 2, token: 2));
        await Quiet();

        Assert.True(stream.HasHeardAll);
    }

    [Fact]
    public async Task MissingNumber_RegistersAnew()
    {
        Seat(region);
        Say(new Seated(1, 1, 300, []));
        await stream.Next<StationWelcome>();

        Say(Offer(1, 3, token: 3));

        Assert.Equal(2, region.ExpectMsg<TakeSeat>().Round);
        Assert.True(stream.HasHeardAll);
    }

    [Fact]
    public async Task LastWordThatWasLost_IsFoundByALook()
    {
        Seat(region);
        Say(new Seated(1, 1, 300, []));
        await stream.Next<StationWelcome>();
        Pass(StationActor.LookEvery);
        TakeSeat look = region.ExpectMsg<TakeSeat>();
        Assert.Equal(1, look.Round);

        Note(region, 1, told: 2);

        Assert.Equal(2, region.ExpectMsg<TakeSeat>().Round);
    }

    [Fact]
    public void Capacity_GoesToTheGatewayItself()
    {
        TestProbe gateway = CreateTestProbe();
        Seat(gateway);

        station.Tell(new StationActor.SetCapacity(9));

        TakeSeat change = gateway.ExpectMsg<TakeSeat>();
        Assert.Equal((1, 9), (change.Round, change.Capacity));
    }

    [Fact]
    public async Task LeaseThatTheStationPulled_IsNotToldAgain()
    {
        Seat(region);
        Say(new Seated(1, 1, 300, []));
        await stream.Next<StationWelcome>();
        station.Tell(new StationActor.Know([new FencingToken(4)]));
        Say(new SeatNoted(1, 7));
        region.ExpectMsg<TakeSeat>();

        Say(new Seated(2, 1, 300, [SomeTask.Full(4)]));
        await Quiet();

        Assert.True(stream.HasHeardAll);
    }

    /// <summary>An owner that is replaced stores a lease behind what the next one has read, and the next one decides the same turn.</summary>
    [Fact]
    public async Task LeaseThatTwoOwnersDecidedAlike_IsOfferedOnce_ThoughAWelcomeBetweenDidNotHoldIt()
    {
        Seat(region);
        Say(new Seated(1, 1, 300, []));
        Say(Offer(1, 2, token: 2));
        await stream.Next<StationWelcome>();
        await stream.Next<StationOffer>();
        Say(new SeatNoted(1, 7));
        region.ExpectMsg<TakeSeat>();

        Say(new Seated(2, 1, 300, []));
        Say(Offer(2, 2, token: 2));
        Say(Offer(2, 3, token: 3));

        Assert.Equal(3, Assert.Single((await stream.Next<StationOffer>()).Tasks).Token.Value);
        await Quiet();
        Assert.True(stream.HasHeardAll);
    }

    /// <summary>A journal that lost rows counts its tokens anew.</summary>
    [Fact]
    public async Task TokenThatIsGivenToAnotherTask_IsOffered()
    {
        Seat(region);
        Say(new Seated(1, 1, 300, [SomeTask.Full(2) with { Task = new(7) }]));
        await stream.Next<StationWelcome>();

        Say(Offer(1, 2, token: 2));

        Assert.Equal(SomeTask.Full(2).Task, Assert.Single((await stream.Next<StationOffer>()).Tasks).Task);
    }

    [Fact]
    public async Task NewerStream_EndsThisOne()
    {
        Seat(region);
        Watch(station);

        Say(SeatTakenOver.Instance);

        Assert.Equal("taken over", await stream.Next<string>());
        ExpectTerminated(station);
        Assert.True(stream.HasEnded);
    }

    [Fact]
    public void OfferThatCannotBeRead_EndsTheSeat_AndNothingIsHeardByHalf()
    {
        Seat(region);
        Watch(station);

        Say(new Seated(1, 1, 300, []));
        Say(new Offered(1, 2, 42, new byte[] { 0xff }, []));

        ExpectTerminated(station);
        Assert.True(stream.HasEnded);
    }

    private static Offered Offer(long round, long number, long token)
    {
        TurnRecord turn = new(
            wish.Warehouse, new Instant(9), CommandKey.None, CommandDigest.None, "key",
            [new TasksLeased(wish.Station, new Instant(10), [new Lease(new TaskId(100 + token), new FencingToken(token))])]);
        return new Offered(round, number, 40 + token, TurnCodec.Encode(turn), [SomeTask.Full(token)]);
    }

    /// <summary>Ends when the actor has done what was in its mailbox.</summary>
    private Task Quiet() => station.Ask<ActorIdentity>(new Identify(null));

    private void Seat(TestProbe gateway)
    {
        region.ExpectMsg<TakeSeat>();
        Note(gateway, 1);
    }

    private void Note(TestProbe gateway, long round, long told = 0) => station.Tell(new SeatNoted(round, told), gateway);

    private void Say(IStationMessage message, TestProbe? gateway = null) => station.Tell(message, gateway ?? region);

    private void Pass(TimeSpan time)
    {
        // Timers are set by the actor's own thread: it has looked at everything before.
        station.Ask<ActorIdentity>(new Identify(null)).Wait(TimeSpan.FromSeconds(30));
        ((TestScheduler)Sys.Scheduler).Advance(time);
    }
}
