using Backorders.Domain;

namespace Backorders.Engine.Tests;

public sealed class HistoryTests
{
    [Fact]
    public async Task History_OfAnyTurn_IsTheStateThatWas()
    {
        await using Host host = await Host.StartAsync(configure: o => o.ReadPageRows = 2);
        List<(long Seq, string Hash, Instant At)> seen = [];
        for (int i = 0; i < 7; i++)
        {
            host.Time.Advance(TimeSpan.FromHours(1));
            CommandOutcome outcome = await host.Engine.SubmitAsync(i % 2 == 0 ? Host.Order($"o{i}") : Host.Scan($"s{i}"));
            seen.Add((outcome.Seq, await host.StateHash(), outcome.At));
        }

        IWarehouseHistory history = host.Engine.ReadHistory(Host.Warehouse);
        long last = host.Engine.HighWater(Host.Warehouse);
        foreach ((long seq, string hash, Instant at) in seen)
        {
            Assert.Equal(seq - 1, await history.FindBeforeAsync(at, last, default));
            Assert.Equal(seq, await history.FindBeforeAsync(at + TimeSpan.FromMinutes(1), last, default));
            Assert.Equal(hash, SnapshotCodec.StateHash(await history.LoadAsync(seq, default)));
        }
    }

    [Fact]
    public async Task History_ReadInPages_TellsEveryTurnOnceAndHowFarItIs()
    {
        await using Host host = await Host.StartAsync(configure: o => o.ReadPageRows = 2);
        for (int i = 0; i < 5; i++)
        {
            await host.Engine.SubmitAsync(Host.Order($"o{i}"));
        }

        long last = host.Engine.HighWater(Host.Warehouse);
        List<long> turns = [];
        List<long> reached = [];
        await host.Engine.ReadHistory(Host.Warehouse).ReadAsync(
            1, last,
            (page, seq) =>
            {
                turns.AddRange(page.Select(t => t.Seq));
                reached.Add(seq);
                return Task.CompletedTask;
            },
            default);
        Assert.Equal(Enumerable.Range(2, (int)last - 1).Select(i => (long)i), turns);
        Assert.Equal(last, reached[^1]);
        Assert.Equal(reached.Order(), reached);
    }

    [Fact]
    public async Task History_GivenUp_EndsAtTheNextPage()
    {
        await using Host host = await Host.StartAsync(configure: o => o.ReadPageRows = 1);
        await host.Engine.SubmitAsync(Host.Order("o1"));
        await host.Engine.SubmitAsync(Host.Order("o2"));
        using CancellationTokenSource patience = new();
        int pages = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Engine.ReadHistory(Host.Warehouse).ReadAsync(
            0, host.Engine.HighWater(Host.Warehouse),
            (_, _) =>
            {
                pages++;
                return patience.CancelAsync();
            },
            patience.Token));
        Assert.Equal(1, pages);
    }
}
