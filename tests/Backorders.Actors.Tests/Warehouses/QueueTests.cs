using Backorders.Actors.Port;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A full queue is an answer, not a wait; and a wait has an end.</summary>
public sealed class QueueTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public QueueTests() => store = new(time);

    [Fact]
    public async Task Queue_WhenItIsFull_RefusesAtOnce_AndSaysWhenToComeAgain()
    {
        const int capacity = 10;
        await using Yard yard = await Yard.StartAsync(store, time, o => (o.MailboxCapacity, o.BatchTurnsMax) = (capacity, 1));
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome> first = yard.Submit(Yard.Scan("0"));
        await write.Reached;
        Task<CommandOutcome>[] calls = [first, .. Enumerable.Range(1, 400).Select(i => yard.Submit(Yard.Scan($"{i}")))];
        await yard.Heard();
        Assert.InRange(yard.Place.Waiting, 1, capacity);
        write.Release();

        CommandOutcome[] outcomes = await Task.WhenAll(calls);

        CommandOutcome[] refused = [.. outcomes.Where(o => o.Refused is not null)];
        Assert.All(refused, o => Assert.Equal(Refusal.Busy, o.Refused!.Reason));
        Assert.All(refused, o => Assert.Contains(KeyValuePair.Create("retry_after_ms", "200"), o.Refused!.Details));
        Assert.All(outcomes[..capacity], o => Assert.Null(o.Refused));
        Assert.InRange(outcomes.Length - refused.Length, capacity, capacity + 2);
        Assert.Equal((outcomes.Length - refused.Length) * 5, await yard.OnHand());
    }

    [Fact]
    public async Task QuestionsBehindAWriteThatHangs_AreBoundedToo()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => (o.MailboxCapacity, o.BatchTurnsMax) = (1_000, 10));
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome> scan = yard.Submit(Yard.Scan("1"));
        await write.Reached;
        List<Task<QueryOutcome<int>>> questions = [];
        for (int i = 0; i < 5_000; i++)
        {
            questions.Add(yard.Ask((_, _) => i));
            await (i % 50 == 0 ? yard.Heard() : Task.CompletedTask);
        }

        write.Release();

        QueryOutcome<int>[] answers = await Task.WhenAll(questions);

        Assert.Null((await scan).Refused);
        Assert.InRange(answers.Count(a => a.Refused is null), 1_000, 1_200);
        Assert.All(answers.Where(a => a.Refused is not null), a => Assert.Equal(Refusal.Busy, a.Refused!.Reason));
    }

    [Fact]
    public async Task CallersOfAWriteThatHangs_AreRefusedWithinTheirPatience_AndHearNothingLater()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.BatchTurnsMax = 1, Yard.WaitsByHand);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome>[] calls = [.. Enumerable.Range(1, 4).Select(i => yard.Submit(Yard.Scan($"{i}")))];
        await write.Reached;
        await yard.Heard();
        time.Advance(TimeSpan.FromHours(1));
        yard.Wait(TimeSpan.FromSeconds(1), 29);
        await yard.Heard();
        Assert.All(calls, c => Assert.False(c.IsCompleted));

        yard.Wait(TimeSpan.FromSeconds(1), 2);
        CommandOutcome[] outcomes = await Task.WhenAll(calls);
        write.Release();

        Assert.All(outcomes, o => Assert.Equal(Refusal.StoreUnavailable, o.Refused!.Reason));
        CommandOutcome again = await yard.Submit(Yard.Scan("1"));
        Assert.True(again is { Refused: null, Repeated: true });
        Assert.All(calls, c => Assert.NotNull(c.Result.Refused));
    }

    [Fact]
    public async Task CallThatWasRefusedBeforeItWasGiven_IsNotDone()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.BatchTurnsMax = 1, Yard.WaitsByHand);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome>[] calls = [.. Enumerable.Range(1, 400).Select(i => yard.Submit(Yard.Scan($"{i}")))];
        await write.Reached;
        await yard.Heard();
        yard.Wait(TimeSpan.FromSeconds(1), 31);
        await Task.WhenAll(calls);
        write.Release();

        Assert.True((await yard.Submit(Yard.Scan("1"))).Repeated);
        Assert.False((await yard.Submit(Yard.Scan("400"))).Repeated);
    }

    [Fact]
    public async Task Question_ThatThrows_FailsItsAskerAlone()
    {
        await using Yard yard = await Yard.StartAsync(store, time);

        await Assert.ThrowsAsync<KeyNotFoundException>(() => yard.Ask<int>((_, _) => throw new KeyNotFoundException()));

        Assert.Null((await yard.Submit(Yard.Scan("1"))).Refused);
    }

    [Fact]
    public async Task AnswersThatRestOnAnUndurableTurn_WaitForIt()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome> order = yard.Submit(Yard.Order("A"));
        await write.Reached;
        Task<CommandOutcome> reused = yard.Submit(Yard.Order("A", 9));
        Task<QueryOutcome<int>> question = yard.Ask((_, _) => 1);
        await yard.Decided();
        await yard.Heard();
        Assert.False(order.IsCompleted || reused.IsCompleted || question.IsCompleted);

        write.Release();

        Assert.Equal(Refusal.KeyReused, (await reused).Refused!.Reason);
        Assert.Null((await order).Refused);
        Assert.Equal(1, (await question).Value);
    }
}
