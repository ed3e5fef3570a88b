using System.Collections;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A command makes the domain throw: it alone is refused, and the state is built anew.</summary>
public sealed class PoisonTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public PoisonTests() => store = new(time);

    private static CommandRequest Poisoned => Yard.Request(new Poison(), CommandKey.ForRequest(Yard.Owner, "1"));

    [Fact]
    public async Task PoisonedCommand_IsQuarantinedUnderItsIncident_AndTheWarehouseGoesOn()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Scan("1"));
        string hash = await yard.StateHash();

        CommandOutcome outcome = await yard.Submit(Poisoned);
        CommandOutcome again = await yard.Submit(Poisoned);

        Assert.Equal(Refusal.Quarantined, outcome.Refused!.Reason);
        Assert.Contains(outcome.Refused.Details, d => d.Key == "incident" && d.Value.StartsWith("W1-", StringComparison.Ordinal));
        Assert.Equal(outcome.Refused.Details, again.Refused!.Details);
        Assert.Equal(hash, await yard.StateHash());
        Assert.Null((await yard.Submit(Yard.Scan("2"))).Refused);
    }

    [Fact]
    public async Task PoisonedCommand_AmongOthersInABatch_TakesNoneOfThemDown()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome> first = yard.Submit(Yard.Scan("1"));
        await write.Reached;
        Task<CommandOutcome>[] others = [yard.Submit(Yard.Scan("2")), yard.Submit(Poisoned), yard.Submit(Yard.Scan("3"))];
        write.Release();

        CommandOutcome[] all = await Task.WhenAll([first, .. others]);

        Assert.Equal([null, null, Refusal.Quarantined, null], all.Select(o => o.Refused?.Reason));
        Assert.Equal(15, await yard.OnHand());
        Assert.True((await yard.Submit(Yard.Scan("2"))).Repeated);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PoisonedCommand_WhileAWriteFails_OthersAreToldWhatTheJournalHolds(bool isStored)
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        long work = yard.Place.Work.VersionOf(Yard.Owner);
        SyncPoint failing = new();
        store.OnWrite = async (_, write) =>
        {
            store.OnWrite = null;
            await failing.PassAsync();
            await (isStored ? write() : Task.CompletedTask);
            throw new JournalOutcomeUnknownException("the line went dead");
        };
        Task<CommandOutcome> scan = yard.Submit(Yard.Scan("1"));
        await failing.Reached;
        LinesThatThrow lines = new();
        Task<CommandOutcome> poisoned = yard.Submit(Yard.Request(new CancelOrder(new(Yard.Owner, new("A")), lines, ReasonCode.CustomerRequest)));
        await lines.Reached;
        failing.Release();

        Assert.Equal(isStored ? null : Refusal.StoreUnavailable, (await scan).Refused?.Reason);
        Assert.NotNull((await poisoned).Refused);
        Assert.Equal(isStored, (await yard.Submit(Yard.Scan("1"))).Repeated);
        await Yard.Until(() => yard.Place.Work.VersionOf(Yard.Owner) > work);
    }

    /// <summary>A command that no handler knows: the domain throws.</summary>
    private sealed record Poison : Command;

    /// <summary>Makes the command that holds it fail, and says when.</summary>
    private sealed class LinesThatThrow : IReadOnlyList<int>
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => reached.Task;

        public int Count => Throw();

        public int this[int index] => Throw();

        public IEnumerator<int> GetEnumerator() => throw new InvalidOperationException($"{Throw()}");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private int Throw()
        {
            reached.TrySetResult();
            throw new InvalidOperationException("The lines cannot be read.");
        }
    }
}
