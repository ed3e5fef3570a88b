using System.Collections;
using Backorders.Domain.Questions;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Journal;
using Backorders.Testing;

namespace Backorders.Engine.Tests;

public sealed class FailureTests
{
    [Trait("Case", "01")]
    [Fact]
    public async Task CrashBetweenAppendAndAnswer_RepeatedCommandGetsTheStoredAnswer()
    {
        Host before = await Host.StartAsync();
        SyncPoint stored = new();
        before.Journal.OnAppend = async (_, append) =>
        {
            await append();
            await stored.PassAsync();
        };
        Task<CommandOutcome> unanswered = before.Engine.SubmitAsync(Host.Scan("1"));
        await stored.Reached;
        await before.Engine.DisposeAsync();
        Assert.Equal(Refusal.StoreUnavailable, (await unanswered).Refused!.Reason);

        await using Host after = await Host.StartAsync(before.Store, before.Time);
        CommandOutcome again = await after.Engine.SubmitAsync(Host.Scan("1"));

        Assert.True(again.Repeated);
        Assert.Equal(5, await OnHand(after));
    }

    [Fact]
    public async Task AppendFails_NothingStored_MemoryIsKeptAndTheRestIsAppendedUnderTheNextGrant()
    {
        await using Host host = await Host.StartAsync();
        await host.Engine.SubmitAsync(Host.Scan("1"));
        host.Journal.OnAppend = (_, _) =>
        {
            host.Journal.OnAppend = null;
            throw new JournalUnavailableException("no room");
        };
        host.Journal.BeforeRead = (_, _) => throw new InvalidOperationException("Nothing needs to be read.");

        CommandOutcome outcome = await host.Engine.SubmitAsync(Host.Scan("2"));

        Assert.Null(outcome.Refused);
        Assert.False(outcome.Repeated);
        IReadOnlyList<JournalRow> rows = await host.Store.ReadAsync(Host.Shard, 0, 10, default);
        Assert.Equal([1, 2, 3, 4], rows.Select(r => r.Seq));
        Assert.Equal(rows[2].Epoch + 1, rows[3].Epoch);
    }

    [Fact]
    public async Task AppendFailsTwice_CommandIsRefusedAndMemoryIsSetBack()
    {
        await using Host host = await Host.StartAsync();
        await host.Engine.SubmitAsync(Host.Scan("1"));
        string hash = await host.StateHash();
        int failures = 0;
        host.Journal.OnAppend = (_, append) => ++failures <= 2 ? throw new JournalUnavailableException("no room") : append();

        CommandOutcome failed = await host.Engine.SubmitAsync(Host.Scan("2"));

        Assert.Equal(Refusal.StoreUnavailable, failed.Refused!.Reason);
        Assert.Equal(hash, await host.StateHash());
        Assert.False((await host.Engine.SubmitAsync(Host.Scan("2"))).Repeated);
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task AppendOutcomeUnknown_RowsAreThere_CommandIsAnsweredAndNothingIsAppendedAgain()
    {
        await using Host host = await Host.StartAsync();
        host.Journal.OnAppend = async (_, append) =>
        {
            host.Journal.OnAppend = null;
            await append();
            throw new JournalOutcomeUnknownException("the line went dead");
        };

        CommandOutcome outcome = await host.Engine.SubmitAsync(Host.Scan("1"));

        Assert.Null(outcome.Refused);
        Assert.Equal(5, await OnHand(host));
        Assert.Equal(outcome.Seq, (await host.Store.ReadHeadAsync(Host.Shard, default)).LastSeq);
    }

    [Fact]
    public async Task AppendOutcomeUnknown_RowsAreNotThere_TheyAreAppendedOnce()
    {
        await using Host host = await Host.StartAsync();
        host.Journal.OnAppend = (_, _) =>
        {
            host.Journal.OnAppend = null;
            throw new JournalOutcomeUnknownException("the line went dead");
        };

        CommandOutcome outcome = await host.Engine.SubmitAsync(Host.Scan("1"));

        Assert.Null(outcome.Refused);
        Assert.True((await host.Engine.SubmitAsync(Host.Scan("1"))).Repeated);
        Assert.Equal(5, await OnHand(host));
    }

    [Fact]
    public async Task AppendFails_WhatWasDecidedMeanwhileFollowsInOrder()
    {
        await using Host host = await Host.StartAsync();
        SyncPoint failing = new();
        host.Journal.OnAppend = async (_, _) =>
        {
            host.Journal.OnAppend = null;
            await failing.PassAsync();
            throw new JournalOutcomeUnknownException("the line went dead");
        };
        Task<CommandOutcome> first = host.Engine.SubmitAsync(Host.Scan("1"));
        await failing.Reached;
        Task<CommandOutcome>[] later = [host.Engine.SubmitAsync(Host.Scan("2")), host.Engine.SubmitAsync(Host.Scan("3"))];
        failing.Release();

        CommandOutcome[] all = await Task.WhenAll([first, .. later]);

        Assert.All(all, o => Assert.Null(o.Refused));
        Assert.Equal([all[0].Seq, all[0].Seq + 1, all[0].Seq + 2], all.Select(o => o.Seq));
        Assert.Equal(15, await OnHand(host));
    }

    [Fact]
    public async Task StoreStaysAway_QueuedCommandsAreRefusedAndItComesBackByItself()
    {
        await using Host host = await Host.StartAsync();
        SyncPoint triedAgain = new();
        bool away = true;
        host.Journal.OnAppend = (_, append) => away ? throw new JournalUnavailableException("away") : append();
        int takes = 0;
        host.Journal.BeforeTake = async _ =>
        {
            if (++takes == 2)
            {
                await triedAgain.PassAsync();
            }

            if (away)
            {
                throw new JournalUnavailableException("away");
            }
        };

        Task<CommandOutcome> parked = host.Engine.SubmitAsync(Host.Scan("1"));
        while (!triedAgain.Reached.IsCompleted)
        {
            host.Time.Advance(host.Options.RetryAfter);
            await Task.Yield();
        }

        Task<CommandOutcome> queued = host.Engine.SubmitAsync(Host.Scan("2"));
        triedAgain.Release();
        Assert.Equal(Refusal.StoreUnavailable, (await queued).Refused!.Reason);
        Assert.NotNull(host.Engine.Trouble);
        away = false;
        while (!parked.IsCompleted)
        {
            host.Time.Advance(host.Options.RetryAfterMax);
            await Task.Yield();
        }

        Assert.Null((await parked).Refused);
        Assert.Null((await host.Engine.SubmitAsync(Host.Scan("3"))).Refused);
        Assert.Null(host.Engine.Trouble);
    }

    [Fact]
    public async Task ShardTakenByAnotherWriter_IsSealedAndStoresNothingMore()
    {
        await using Host host = await Host.StartAsync();
        await host.Store.TakeAsync(Host.Shard, default);

        CommandOutcome outcome = await host.Engine.SubmitAsync(Host.Scan("1"));

        Assert.True(outcome.Refused!.Reason.IsTransient());
        Assert.Equal(Refusal.NotReady, (await host.Engine.SubmitAsync(Host.Scan("2"))).Refused!.Reason);
        Assert.Equal(2, host.Engine.HighWater(Host.Warehouse));
    }

    [Fact]
    public async Task PoisonedCommand_IsQuarantinedAndTheShardGoesOn()
    {
        await using Host host = await Host.StartAsync();
        await host.Engine.SubmitAsync(Host.Scan("1"));
        string hash = await host.StateHash();
        CommandRequest poisoned = new(Host.Warehouse, CommandKey.ForRequest(Host.Owner, "1"), default, "test", new Poison());

        CommandOutcome outcome = await host.Engine.SubmitAsync(poisoned);
        CommandOutcome again = await host.Engine.SubmitAsync(poisoned);

        Assert.Equal(Refusal.Quarantined, outcome.Refused!.Reason);
        Assert.Equal(outcome.Refused.Details, again.Refused!.Details);
        Assert.Equal(hash, await host.StateHash());
        Assert.Null((await host.Engine.SubmitAsync(Host.Scan("2"))).Refused);
    }

    [Fact]
    public async Task AppendOutcomeUnknown_WhileTheStateMustBeBuiltAnew_WhoeverWaitsForTasksLooksAgain()
    {
        await using Host host = await Host.StartAsync();
        await host.Engine.SubmitAsync(Host.Order("A"));
        SyncPoint landing = new();
        host.Journal.OnAppend = async (_, append) =>
        {
            host.Journal.OnAppend = null;
            await landing.PassAsync();
            await append();
            throw new JournalOutcomeUnknownException("the line went dead");
        };
        Task<long> work = host.Engine.WaitForWorkAsync(Host.Warehouse, Host.Owner, host.Engine.WorkVersion(Host.Warehouse, Host.Owner), default);
        Task<CommandOutcome> scan = host.Engine.SubmitAsync(Host.Scan("1"));
        await landing.Reached;
        LinesThatThrow lines = new();
        Task<CommandOutcome> poisoned = host.Submit(new CancelOrder(new(Host.Owner, new("A")), lines, ReasonCode.CustomerRequest));
        await lines.Reached;

        landing.Release();
        Assert.Null((await scan).Refused);
        Assert.NotNull((await poisoned).Refused);
        await work.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task PoisonedCommand_AmongOthersInABatch_TakesNoneOfThemDown()
    {
        await using Host host = await Host.StartAsync();
        SyncPoint append = host.HoldAppends(1).Dequeue();
        Task<CommandOutcome> first = host.Engine.SubmitAsync(Host.Scan("1"));
        await append.Reached;
        Task<CommandOutcome>[] others =
        [
            host.Engine.SubmitAsync(Host.Scan("2")),
            host.Submit(new Poison()),
            host.Engine.SubmitAsync(Host.Scan("3")),
        ];
        append.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(Refusal.Quarantined, (await others[1]).Refused!.Reason);
        Assert.Equal(15, await OnHand(host));
    }

    [Fact]
    public async Task Start_OnADamagedJournal_FailsAndNamesTheRow()
    {
        Host before = await Host.StartAsync();
        await before.Engine.SubmitAsync(Host.Scan("1"));
        await before.DisposeAsync();
        before.Store.Tamper(Host.Shard, 2, row =>
        {
            byte[] body = row.Body.ToArray();
            body[^1] ^= 1;
            return row with { Body = body };
        });

        JournalCorruptException e = await Assert.ThrowsAsync<JournalCorruptException>(() => Host.StartAsync(before.Store));

        Assert.Equal(2, e.Seq);
    }

    [Fact]
    public async Task Stop_AnswersEverythingThatWasTaken()
    {
        await using Host host = await Host.StartAsync();
        SyncPoint append = host.HoldAppends(1).Dequeue();
        Task<CommandOutcome>[] taken = [.. Enumerable.Range(0, 100).Select(i => host.Engine.SubmitAsync(Host.Scan(i.ToString())))];
        await append.Reached;

        Task stop = host.Engine.StopAsync(default);
        CommandOutcome late = await host.Engine.SubmitAsync(Host.Scan("late"));
        append.Release();
        await stop;

        Assert.All(taken, t => Assert.Null(t.Result.Refused));
        Assert.Equal(Refusal.NotReady, late.Refused!.Reason);
        Assert.Equal(EngineState.Stopped, host.Engine.State);
    }

    private static async Task<long> OnHand(Host host) =>
        (await host.Engine.AskAsync(Host.Warehouse, new FindStock(new(Host.Owner, Host.Sku)))).Value!.Stock!.OnHand;

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
