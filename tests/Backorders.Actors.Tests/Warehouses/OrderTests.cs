using System.Collections.Concurrent;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>Calls are decided in the order in which they came, also across the end of the persistent actor.</summary>
public sealed class OrderTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public OrderTests() => store = new(time);

    [Theory]
    [InlineData("nothing is stored")]
    [InlineData("it is stored")]
    [InlineData("it is rejected")]
    public async Task CallsThatAreGivenOrQueued_WhenAWriteFails_AreDecidedInTheirOrder_Once(string what)
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.BatchTurnsMax = 8);
        SyncPoint failing = new();
        store.OnWrite = async (_, write) =>
        {
            store.OnWrite = null;
            await failing.PassAsync();
            if (what == "it is stored")
            {
                await write();
            }

            throw what == "it is rejected" ? new RejectedWriteException() : new JournalOutcomeUnknownException("the line went dead");
        };
        Task<CommandOutcome>[] calls = [.. Enumerable.Range(1, 700).Select(i => yard.Submit(Yard.Scan($"{i}", i % 9 + 1)))];
        await failing.Reached;
        await yard.Heard();
        failing.Release();

        CommandOutcome[] all = await Task.WhenAll(calls);

        Assert.All(all, o => Assert.True(o is { Refused: null, Repeated: false }));
        Assert.Equal(Enumerable.Range(0, 700).Select(i => all[0].Seq + i), all.Select(o => o.Seq));
        Assert.Equal(Enumerable.Range(1, 700).Sum(i => i % 9 + 1), await yard.OnHand());
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task RepeatedCommands_WhoseStoredAnswersWereBeingRead_AreAnsweredInTheirOrder_Once()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.FeedTurns = 0);
        CommandOutcome[] first = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => yard.Submit(Yard.Scan($"{i}"))));
        SyncPoint reading = new();
        ConcurrentQueue<long> looked = new();
        store.BeforeFind = turn =>
        {
            looked.Enqueue(turn);
            return reading.PassAsync();
        };
        Task<CommandOutcome>[] again = [.. Enumerable.Range(1, 40).Select(i => yard.Submit(Yard.Scan($"{i}")))];
        await Yard.Until(() => looked.Count == 40);
        looked.Clear();
        store.FailWrites(1);
        Task<CommandOutcome> other = yard.Submit(Yard.Scan("other"));
        await Yard.Until(() => looked.Count == 40);
        reading.Release();

        CommandOutcome[] answers = await Task.WhenAll(again);

        Assert.Equal(first.Select(o => o.Seq), looked);
        Assert.Equal(first.Select(o => (o.Seq, true)), answers.Select(o => (o.Seq, o.Repeated)));
        Assert.Null((await other).Refused);
        Assert.Equal(41 * 5, await yard.OnHand());
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task RepeatedCommand_WhoseStoredAnswerCannotBeRead_IsRefusedTransiently()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.FeedTurns = 0);
        CommandOutcome first = await yard.Submit(Yard.Scan("1"));
        store.BeforeFind = _ => throw new JournalUnavailableException("away");
        Assert.Equal(Refusal.StoreUnavailable, (await yard.Submit(Yard.Scan("1"))).Refused!.Reason);

        store.BeforeFind = null;

        Assert.Equal(first.Seq, (await yard.Submit(Yard.Scan("1"))).Seq);
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task SameScan_WhileTheFirstIsUnderWayAndItsWriteFails_JoinsIt()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint failing = new();
        store.OnWrite = async (_, _) =>
        {
            store.OnWrite = null;
            await failing.PassAsync();
            throw new JournalUnavailableException("no room");
        };
        Task<CommandOutcome> first = yard.Submit(Yard.Scan("1"));
        await failing.Reached;
        Task<CommandOutcome> second = yard.Submit(Yard.Scan("1"));
        failing.Release();

        Assert.Equal(((await first).Seq, false, true), ((await second).Seq, (await first).Repeated, (await second).Repeated));
        Assert.Equal(5, await yard.OnHand());
    }
}
