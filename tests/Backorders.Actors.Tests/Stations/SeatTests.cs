using Akka.Actor;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Stations;
using Backorders.Actors.Storage;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Actors.Turns;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Stations;

/// <summary>Stations at a warehouse whose store fails, and which leaves and comes back: each lease is told once, and none before it is stored.</summary>
public sealed class SeatTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public SeatTests() => store = new(time);

    [Fact]
    public async Task Scan_ThatMakesATask_IsStoredInOneRowWithItsLease_AndAnsweredBeforeTheOffer()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        (RecordedStream stream, _) = await Sit(yard, capacity: 1);
        CommandItem scan = new(Yard.Scan("1"));
        bool? wasAnswered = null;
        stream.OnOffer = () => wasAnswered = scan.IsAnswered;

        yard.Gateway.Tell(new WarehouseCall(Yard.Warehouse, scan));
        StationOffer offer = await stream.Next<StationOffer>();

        CommandOutcome outcome = await scan.Task;
        TurnBatch row = store.Writes.Last();
        Assert.Equal((outcome.Seq, outcome.Seq + 1), (row.FirstSeq, row.LastSeq));
        Assert.Equal(outcome.Seq + 1, offer.Turn.Seq);
        Assert.Equal(Yard.Station, Assert.Single(offer.Turn.Events.OfType<TasksLeased>()).Station);
        Assert.Equal(5, Assert.Single(offer.Tasks).Quantity.Units);
        Assert.True(wasAnswered);
    }

    [Fact]
    public async Task Offer_IsNotTold_BeforeItsRowIsStored()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        (RecordedStream stream, _) = await Sit(yard, capacity: 1);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome> scan = yard.Submit(Yard.Scan("1"));
        await write.Reached;
        await yard.Decided();

        Assert.True(stream.HasHeardAll);
        write.Release();
        await scan;
        await stream.Next<StationOffer>();
    }

    [Fact]
    public async Task LeaseForWhichTheWindowHasNoRoom_IsMadeInTheNextRow()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.BatchTurnsMax = 1);
        await yard.Submit(Yard.Order("A"));
        (RecordedStream stream, _) = await Sit(yard, capacity: 1);

        CommandOutcome outcome = await yard.Submit(Yard.Scan("1"));
        StationOffer offer = await stream.Next<StationOffer>();

        TurnBatch[] rows = [.. store.Writes.TakeLast(2)];
        Assert.Equal([outcome.Seq, outcome.Seq + 1], rows.Select(r => r.FirstSeq));
        Assert.All(rows, r => Assert.Equal(r.FirstSeq, r.LastSeq));
        Assert.Equal(outcome.Seq + 1, offer.Turn.Seq);
    }

    [Fact]
    public async Task StationOfOneOwner_IsNotGivenAnothersTasks()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        (RecordedStream stream, _, _) = await Open(yard, capacity: 1, owner: new OwnerId("OTHER"));

        await MakeTasks(yard, 1);

        Assert.Equal(0, await Held(yard));
        Assert.True(stream.HasHeardAll);
    }

    [Fact]
    public async Task CapacityZero_LeasesNothing_UntilItIsRaised()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        (RecordedStream stream, IActorRef station) = await Sit(yard, capacity: 0);
        await yard.Submit(Yard.Scan("1"));
        Assert.Equal(0, await Held(yard));

        station.Tell(new StationActor.SetCapacity(1));

        Assert.Single((await stream.Next<StationOffer>()).Tasks);
    }

    [Fact]
    public async Task Station_IsGivenAsMuchAsItWants_AndMoreWhenItPicked()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        (RecordedStream stream, _) = await Sit(yard, capacity: 2);
        await MakeTasks(yard, 3);
        Lease first = Only(await stream.Next<StationOffer>());
        Only(await stream.Next<StationOffer>());
        Assert.Equal(2, await Held(yard));

        await yard.Submit(Yard.Request(new ConfirmPick(null, first, 5)));

        Only(await stream.Next<StationOffer>());
        Assert.True(stream.HasHeardAll);
    }

    [Fact]
    public async Task TwoStations_TakeTurns_AndAFullOneIsPassedOver()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        (RecordedStream one, _) = await Sit(yard, capacity: 1);
        (RecordedStream two, _) = await Sit(yard, capacity: 9, "PACK-2");
        await MakeTasks(yard, 3);

        Only(await one.Next<StationOffer>());
        Only(await two.Next<StationOffer>());
        Only(await two.Next<StationOffer>());
        Assert.True(one.HasHeardAll);
    }

    [Fact]
    public async Task LeaseThatRunsOut_GoesToAStationThatHasRoom()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        (RecordedStream one, IActorRef station) = await Sit(yard, capacity: 1);
        await MakeTasks(yard, 1);
        Lease first = Only(await one.Next<StationOffer>());
        station.Tell(new StationActor.SetCapacity(0));
        await station.Ask<ActorIdentity>(new Identify(null));
        (RecordedStream two, _) = await Sit(yard, capacity: 1, "PACK-2");

        time.Advance(TimeSpan.FromSeconds(Policy.Default.LeaseSeconds));

        Assert.Equal(first.Task, Only(await two.Next<StationOffer>()).Task);
        Assert.True(one.HasHeardAll);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteOfALease_WhoseOutcomeIsUnknown_IsToldOnceAsNew(bool isStored)
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        (RecordedStream stream, _) = await Sit(yard, capacity: 1);
        store.OnWrite = async (_, write) =>
        {
            store.OnWrite = null;
            if (isStored)
            {
                await write();
            }

            throw new JournalOutcomeUnknownException("the line went dead");
        };

        Assert.Null((await yard.Submit(Yard.Scan("1"))).Refused);

        Only(await stream.Next<StationOffer>());
        await yard.Submit(Yard.Scan("2"));
        Assert.True(stream.HasHeardAll);
        Assert.Equal(1, await Held(yard));
    }

    [Fact]
    public async Task LeaseThatIsStored_WhenItsSessionIsGivenUp_IsToldAsHeld()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        (RecordedStream stream, _) = await Sit(yard, capacity: 1);
        store.OnWrite = (_, write) =>
        {
            store.OnWrite = null;

            // It lands between the look at the journal's end and the replay: what was decided is not known to rest on it, and the state is built anew.
            store.BeforeReplay = () =>
            {
                store.BeforeReplay = null;
                return write();
            };
            throw new JournalOutcomeUnknownException("no answer in time");
        };

        Assert.Null((await yard.Submit(Yard.Scan("1"))).Refused);

        Assert.Single(await stream.Next<IReadOnlyList<TaskView>>());
        await yard.Submit(Yard.Scan("2"));
        Assert.True(stream.HasHeardAll);
    }

    [Fact]
    public async Task NewerStream_TakesTheSeat_AndHearsWhatItsStationHolds()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        (RecordedStream older, _) = await Sit(yard, capacity: 2);
        await MakeTasks(yard, 1);
        Lease first = Only(await older.Next<StationOffer>());

        (RecordedStream newer, _, StationWelcome welcome) = await Open(yard, capacity: 2);
        await MakeTasks(yard, 1, "B");

        Assert.Equal("taken over", await older.Next<string>());
        Assert.Equal(first.Task, Assert.Single(welcome.Held).Task);
        Assert.NotEqual(first.Task, Only(await newer.Next<StationOffer>()).Task);
        Assert.True(older.HasHeardAll);
    }

    [Fact]
    public async Task StreamOfAnotherKey_SitsBeside()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        (RecordedStream one, _) = await Sit(yard, capacity: 0);

        await Open(yard, capacity: 0, actor: "other key");

        await yard.Decided();
        Assert.True(one.HasHeardAll);
    }

    [Fact]
    public async Task StreamForAnotherOwner_UnderTheSameName_IsRefusedUntilTheFirstHasLeft()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        (RecordedStream one, IActorRef first, _) = await Open(yard, capacity: 1, owner: new OwnerId("OTHER"));

        RecordedStream refused = OpenOnly(yard, capacity: 1, actor: "other key").Stream;
        Assert.Equal("in use", await refused.Next<string>());
        Assert.True(one.HasHeardAll);

        first.Tell(PoisonPill.Instance);
        await OpenWhenFree(yard, capacity: 1, actor: "other key");
    }

    [Fact]
    public async Task StreamForAnotherOwner_AtAStationThatHoldsTasks_IsRefused()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        (RecordedStream holder, IActorRef first) = await Sit(yard, capacity: 1);
        await MakeTasks(yard, 1);
        await holder.Next<StationOffer>();
        first.Tell(PoisonPill.Instance);

        RecordedStream refused = OpenOnly(yard, capacity: 1, actor: "other key", owner: new OwnerId("OTHER")).Stream;
        Assert.Equal("in use", await refused.Next<string>());
    }

    [Fact]
    public async Task StationThatLeft_IsLeasedNothing()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        (_, IActorRef station) = await Sit(yard, capacity: 1);
        station.Tell(PoisonPill.Instance);
        await OpenWhenFree(yard, capacity: 0, actor: "other key", owner: new OwnerId("OTHER"));

        await MakeTasks(yard, 1);

        Assert.Equal(0, await Held(yard));
    }

    [Fact]
    public async Task HandOff_EndsTheSeat_AndTheStreamIsSeatedWhereTheWarehouseComesBack()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        (RecordedStream stream, _) = await Sit(yard, capacity: 2);
        await MakeTasks(yard, 1);
        Only(await stream.Next<StationOffer>());
        await yard.HandOff();

        IActorRef gateway = await ComeBack(yard);
        await Yard.Submit(gateway, Yard.Order("B"));
        await Yard.Submit(gateway, Yard.Scan("B"));

        Only(await stream.Next<StationOffer>());
        Assert.True(stream.HasHeardAll);
    }

    [Fact]
    public async Task HandOff_WhileALeaseIsBeingWritten_TellsItOnce()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        (RecordedStream stream, _) = await Sit(yard, capacity: 1);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome> scan = yard.Submit(Yard.Scan("1"));
        await write.Reached;
        Task ended = yard.HandOff();
        write.Release();
        await ended;
        await ComeBack(yard);

        // Whether the seat hears of it with the row or when the warehouse is back, it is told that it holds the task: once.
        Assert.Null((await scan).Refused);
        object told = await stream.Next<object>();
        Assert.Single(told as IReadOnlyList<TaskView> ?? Assert.IsType<StationOffer>(told).Tasks);
        Assert.True(stream.HasHeardAll);
    }

    [Fact]
    public async Task StreamThatComesWhileTheStateIsBeingRead_IsWelcomedWhenItIs()
    {
        await (await Yard.StartAsync(store, time)).DisposeAsync();
        SyncPoint replay = new();
        store.BeforeReplay = replay.PassAsync;
        await using Yard yard = new(store, time);
        await replay.Reached;
        Task<(RecordedStream, IActorRef, StationWelcome)> opening = Open(yard, capacity: 1);
        await yard.Heard();
        store.BeforeReplay = null;
        replay.Release();

        Assert.Empty((await opening).Item3.Held);
    }

    private static Lease Only(StationOffer offer) => Assert.Single(offer.Turn.Events.OfType<TasksLeased>().Single().Leases);

    private static async Task MakeTasks(Yard yard, int count, string prefix = "T")
    {
        for (int i = 1; i <= count; i++)
        {
            await yard.Submit(Yard.Order($"{prefix}{i}"));
            await yard.Submit(Yard.Scan($"{prefix}{i}"));
        }
    }

    /// <summary>The warehouse is opened again under its name, as soon as that is free.</summary>
    private static async Task<IActorRef> ComeBack(Yard yard)
    {
        IActorRef? gateway = null;
        await Yard.Until(() =>
        {
            try
            {
                (gateway, _) = yard.Open(Yard.Warehouse);
            }
            catch (InvalidActorNameException)
            {
                // The one before has just ended, and its parent does not know yet.
            }

            return gateway is not null;
        });
        return gateway!;
    }

    private static async Task<int> Held(Yard yard) => (await yard.Ask((w, _) => w.CountTasksOf(Yard.Station))).Value;

    private static async Task<(RecordedStream Stream, IActorRef Station)> Sit(Yard yard, int capacity, string station = "PACK-1")
    {
        (RecordedStream stream, IActorRef actor, StationWelcome welcome) = await Open(yard, capacity, station);
        Assert.Empty(welcome.Held);
        return (stream, actor);
    }

    private static async Task<(RecordedStream Stream, IActorRef Station, StationWelcome Welcome)> Open(
        Yard yard, int capacity, string station = "PACK-1", string actor = "key", OwnerId? owner = null)
    {
        (RecordedStream stream, IActorRef opened) = OpenOnly(yard, capacity, station, actor, owner);
        return (stream, opened, await stream.Next<StationWelcome>());
    }

    /// <summary>
    /// Opens a stream under a name that another owner's stream had, again and again until the warehouse has heard of that one's end: a stream tells of it before the warehouse can know.
    /// </summary>
    private static async Task OpenWhenFree(Yard yard, int capacity, string actor, OwnerId? owner = null)
    {
        using CancellationTokenSource giveUp = new(TimeSpan.FromSeconds(30));
        while (await OpenOnly(yard, capacity, actor: actor, owner: owner).Stream.Next<object>() is not StationWelcome)
        {
            giveUp.Token.ThrowIfCancellationRequested();
        }
    }

    private static (RecordedStream Stream, IActorRef Station) OpenOnly(Yard yard, int capacity, string station = "PACK-1", string actor = "key", OwnerId? owner = null)
    {
        RecordedStream stream = new();
        IActorRef region = yard.System.ActorOf(Props.Create<GatewaySeeker>());
        Instant now = Instant.From(yard.Time.GetUtcNow());
        return (stream, yard.System.ActorOf(StationActor.Props(new SeatWish(Yard.Warehouse, new(station), owner, actor, capacity), now, stream, region)));
    }
}
