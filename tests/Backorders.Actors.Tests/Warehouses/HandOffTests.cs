using Akka.Actor;
using Backorders.Actors.Calls;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A warehouse leaves its node: everybody who called is answered, whatever its store does at that moment.</summary>
public sealed class HandOffTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public HandOffTests() => store = new(time);

    [Fact]
    public async Task HandOff_WhileAWriteIsUnderWay_AnswersWhatWasTaken()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome>[] taken = [.. Enumerable.Range(1, 300).Select(i => yard.Submit(Yard.Scan($"{i}")))];
        await write.Reached;
        Task ended = yard.HandOff();
        CommandOutcome late = await yard.Submit(Yard.Scan("late"));
        write.Release();
        await ended;

        Assert.All(await Task.WhenAll(taken), o => Assert.Null(o.Refused));
        Assert.Equal(Refusal.NotReady, late.Refused!.Reason);
        Assert.Equal(WarehouseHostState.Stopped, yard.Place.State);
    }

    /// <summary>Calls of other nodes must not wait for the end of a row that the store holds up: their callers' patience would never begin.</summary>
    [Fact]
    public async Task HandOff_WhileAWriteIsUnderWay_GivesBackWhatNodesPassOn()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        using Inbox link = Inbox.Create(yard.System);
        link.Send(yard.Gateway, new Meet(Yard.Warehouse, 1));
        Assert.IsType<Met>(await link.ReceiveAsync());
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome> taken = yard.Submit(Yard.Scan("1"));
        await write.Reached;
        Task ended = yard.HandOff();
        WarehouseRequest request = new(Yard.Warehouse, "/method", "late", new CallerRights("key", null, 0, []));

        link.Send(yard.Gateway, new Passed(1, 1, 0, request));
        link.Send(yard.Gateway, new Passed(1, 2, 1, request));

        for (int number = 1; number <= 2; number++)
        {
            Answered answered = Assert.IsType<Answered>(await link.ReceiveAsync());
            Assert.Equal((number, true), (answered.Number, answered.Answer.IsMoved));
        }

        Assert.False(ended.IsCompleted);
        write.Release();
        await ended;
        Assert.Null((await taken).Refused);
    }

    [Fact]
    public async Task HandOffThatIsToldTwice_StillFinishesTheWriteUnderWay()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome> taken = yard.Submit(Yard.Scan("1"));
        await write.Reached;
        Task ended = yard.HandOff();
        _ = yard.HandOff();
        await yard.Heard();
        write.Release();

        Assert.Null((await taken).Refused);
        await ended;
    }

    [Fact]
    public async Task HandOff_WhileTheStateIsBeingRead_RefusesWhoWaits_AndEnds()
    {
        SyncPoint replay = new();
        store.BeforeReplay = replay.PassAsync;
        await using Yard yard = new(store, time);
        await replay.Reached;
        Task<CommandOutcome> waits = yard.Submit(Yard.Items);
        await yard.Queued(1);

        await yard.HandOff();

        Assert.Equal(Refusal.NotReady, (await waits).Refused!.Reason);
        replay.Release();
    }

    [Fact]
    public async Task HandOff_WhileAWriteHangs_IsOverWhenTheWriteFails_AndRefusesItsCallers()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint hanging = new();
        store.OnWrite = async (_, _) =>
        {
            await hanging.PassAsync();
            throw new JournalOutcomeUnknownException("no answer in time");
        };
        Task<CommandOutcome> parked = yard.Submit(Yard.Scan("1"));
        await hanging.Reached;
        Task<CommandOutcome>[] behind = [.. Enumerable.Range(2, 20).Select(i => yard.Submit(Yard.Scan($"{i}")))];
        Task ended = yard.HandOff();
        await yard.Heard();
        hanging.Release();
        await ended;

        Assert.All([await parked, .. await Task.WhenAll(behind)], o => Assert.True(o.Refused!.Reason.IsTransient()));
    }

    [Fact]
    public async Task HandOff_WhileTheStoreIsAway_IsOverAtOnce()
    {
        SyncPoint first = new();
        store.BeforeReplay = async () =>
        {
            await first.PassAsync();
            throw new JournalUnavailableException("away");
        };
        await using Yard yard = new(store, time, before: Yard.WaitsByHand);
        first.Release();
        await Yard.Until(() => yard.Place.Trouble is not null);
        Task<CommandOutcome> waits = yard.Submit(Yard.Items);

        await yard.HandOff();

        Assert.Equal(Refusal.NotReady, (await waits).Refused!.Reason);
    }

    [Fact]
    public async Task EndOfTheSystem_WhileCallsWait_AnswersThem()
    {
        Yard yard = await Yard.StartAsync(store, time, o => o.BatchTurnsMax = 1);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome>[] calls = [.. Enumerable.Range(1, 600).Select(i => yard.Submit(Yard.Scan($"{i}")))];
        await write.Reached;

        await yard.DisposeAsync();

        Assert.All(await Task.WhenAll(calls), o => Assert.True(o.Refused!.Reason.IsTransient()));
        write.Release();
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task HandOff_WhileAStoredAnswerIsBeingRead_AnswersIt()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.FeedTurns = 0);
        CommandOutcome first = await yard.Submit(Yard.Scan("1"));
        SyncPoint reading = new();
        store.BeforeFind = _ => reading.PassAsync();
        Task<CommandOutcome> again = yard.Submit(Yard.Scan("1"));
        await reading.Reached;
        Task ended = yard.HandOff();
        await yard.Heard();
        reading.Release();
        await ended;

        Assert.Equal((first.Seq, true), ((await again).Seq, (await again).Repeated));
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task EndOfTheSystem_WhileAStoredAnswerIsBeingRead_RefusesWhoWaitsForIt()
    {
        Yard yard = await Yard.StartAsync(store, time, o => o.FeedTurns = 0);
        await yard.Submit(Yard.Scan("1"));
        SyncPoint reading = new();
        store.BeforeFind = _ => reading.PassAsync();
        Task<CommandOutcome> again = yard.Submit(Yard.Scan("1"));
        await reading.Reached;

        await yard.DisposeAsync();

        Assert.True((await again).Refused!.Reason.IsTransient());
        reading.Release();
    }

    [Fact]
    public async Task CallThatComesWhenTheSystemHasEnded_IsRefused()
    {
        Yard yard = await Yard.StartAsync(store, time);
        await yard.DisposeAsync();

        Assert.Equal(Refusal.NotReady, (await yard.Submit(Yard.Scan("1"))).Refused!.Reason);
    }

    [Fact]
    public async Task CallToAGatewayThatHasEnded_IsRefused()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.HandOff();

        Assert.Equal(Refusal.NotReady, (await yard.Submit(Yard.Scan("1"))).Refused!.Reason);
    }
}
