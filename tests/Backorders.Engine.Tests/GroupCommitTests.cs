using Backorders.Domain;
using Backorders.Domain.Questions;
using Backorders.Journal;
using Backorders.Testing;

namespace Backorders.Engine.Tests;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task CommandsDuringAnAppend_AreTheNextAppendTogether()
    {
        await using Host host = await Host.StartAsync();
        List<int> sizes = [];
        SyncPoint first = new();
        host.Journal.OnAppend = async (batch, append) =>
        {
            sizes.Add(batch.Rows.Count);
            if (sizes.Count == 1)
            {
                await first.PassAsync();
            }

            await append();
        };

        Task<CommandOutcome> lonely = host.Engine.SubmitAsync(Host.Scan("1"));
        await first.Reached;
        Task<CommandOutcome>[] crowd = [.. Enumerable.Range(2, 20).Select(i => host.Engine.SubmitAsync(Host.Scan(i.ToString())))];
        first.Release();
        await Task.WhenAll([lonely, .. crowd]);

        Assert.Equal(1, sizes[0]);
        Assert.Equal(20, sizes.Skip(1).Sum());
        Assert.InRange(sizes.Count, 2, 3);
    }

    [Fact]
    public async Task Answer_BeforeItsAppendHasEnded_IsNotHandedOut()
    {
        await using Host host = await Host.StartAsync();
        SyncPoint append = host.HoldAppends(1).Dequeue();

        Task<CommandOutcome> answer = host.Engine.SubmitAsync(Host.Scan("1"));
        await append.Reached;

        Assert.False(answer.IsCompleted);
        append.Release();
        Assert.Null((await answer).Refused);
    }

    [Fact]
    public async Task Question_ThatThrows_FailsItsAskerAlone()
    {
        await using Host host = await Host.StartAsync();

        await Assert.ThrowsAsync<KeyNotFoundException>(() => host.Engine.AskAsync(Host.Warehouse, new AskBy<int>((_, _) => throw new KeyNotFoundException())));

        Assert.Null((await host.Engine.SubmitAsync(Host.Scan("1", 7))).Refused);
    }

    [Fact]
    public async Task Question_ThatSawAnUndurableTurn_WaitsForIt()
    {
        await using Host host = await Host.StartAsync();
        SyncPoint append = host.HoldAppends(1).Dequeue();
        Task<CommandOutcome> scan = host.Engine.SubmitAsync(Host.Scan("1", 7));
        await append.Reached;

        Task<QueryOutcome<FoundStock>> stock = host.Engine.AskAsync(Host.Warehouse, new FindStock(new(Host.Owner, Host.Sku)));

        Assert.False(stock.IsCompleted);
        append.Release();
        Assert.Equal(7, (await stock).Value!.Stock!.OnHand);
        Assert.True(scan.IsCompleted);
    }

    [Fact]
    public async Task RefusalThatRestsOnAnUndurableTurn_WaitsForIt()
    {
        await using Host host = await Host.StartAsync();
        SyncPoint append = host.HoldAppends(1).Dequeue();
        Task<CommandOutcome> order = host.Engine.SubmitAsync(Host.Order("A"));
        await append.Reached;

        Task<CommandOutcome> other = host.Engine.SubmitAsync(Host.Order("A", 9));

        append.Release();
        Assert.Equal(Refusal.KeyReused, (await other).Refused!.Reason);
        Assert.Null((await order).Refused);
    }

    [Fact]
    public async Task Mailbox_WhenFull_RefusesAtOnce()
    {
        await using Host host = await Host.StartAsync(configure: o => (o.MailboxCapacity, o.BatchTurnsMax) = (4, 1));
        SyncPoint append = host.HoldAppends(1).Dequeue();
        List<Task<CommandOutcome>> taken = [host.Engine.SubmitAsync(Host.Scan("0"))];
        await append.Reached;
        List<CommandOutcome> refused = [];
        for (int i = 1; i <= 50; i++)
        {
            Task<CommandOutcome> task = host.Engine.SubmitAsync(Host.Scan(i.ToString()));
            if (task.IsCompleted)
            {
                refused.Add(await task);
            }
            else
            {
                taken.Add(task);
            }
        }

        append.Release();
        await Task.WhenAll(taken);

        Assert.NotEmpty(refused);
        Assert.All(refused, r => Assert.Equal(Refusal.Busy, r.Refused!.Reason));
        Assert.All(taken, t => Assert.Null(t.Result.Refused));
        Assert.Equal(taken.Count * 5, (await host.Engine.AskAsync(Host.Warehouse, new FindStock(new(Host.Owner, Host.Sku)))).Value!.Stock!.OnHand);
    }

    [Fact]
    public async Task Submits_WithoutAwaiting_KeepTheirOrder()
    {
        await using Host host = await Host.StartAsync();

        CommandOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(1, 2_000).Select(i => host.Engine.SubmitAsync(Host.Scan(i.ToString()))));

        Assert.Equal(outcomes.Select(o => o.Seq).Order(), outcomes.Select(o => o.Seq));
    }

    [Fact]
    public async Task UnknownWarehouse_IsRefused()
    {
        await using Host host = await Host.StartAsync();

        CommandOutcome outcome = await host.Engine.SubmitAsync(Host.Scan("1") with { Warehouse = new("ELSEWHERE") });

        Assert.Equal(Refusal.UnknownWarehouse, outcome.Refused!.Reason);
    }

    [Fact]
    public async Task JournalBodies_OfTheSameCommandsUnderTheSameClock_AreTheSame()
    {
        List<string> heads = [];
        for (int i = 0; i < 2; i++)
        {
            await using Host host = await Host.StartAsync();
            for (int scan = 0; scan < 30; scan++)
            {
                await host.Engine.SubmitAsync(scan % 3 == 0 ? Host.Order(scan.ToString()) : Host.Scan(scan.ToString()));
                host.Time.Advance(TimeSpan.FromMinutes(7));
            }

            ShardHead head = await host.Store.ReadHeadAsync(Host.Shard, default);
            heads.Add($"{head.LastSeq} {head.Head}");
        }

        Assert.Equal(heads[0], heads[1]);
    }
}
