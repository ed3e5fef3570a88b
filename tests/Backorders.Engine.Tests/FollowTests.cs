using Backorders.Testing;

namespace Backorders.Engine.Tests;

public sealed class FollowTests
{
    [Theory]
    [InlineData(4_096)]
    [InlineData(8)]
    [InlineData(0)]
    public async Task Follower_SeesEveryTurnOnceInOrder(int feedTurns)
    {
        await using Host host = await Host.StartAsync(configure: o => o.FeedTurns = feedTurns);
        Task<List<long>> early = Take(host, 0, 502);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => host.Engine.SubmitAsync(Host.Scan(i.ToString()))));

        List<long> late = await Take(host, 0, 502);

        Assert.Equal(Enumerable.Range(1, 502).Select(i => (long)i), await early);
        Assert.Equal(await early, late);
    }

    [Fact]
    public async Task Follower_ResumedFromItsCursor_GetsTheRest()
    {
        await using Host host = await Host.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.Engine.SubmitAsync(Host.Scan(i.ToString()))));

        Assert.Equal([12, 13, 14], await Take(host, 11, 3));
    }

    [Fact]
    public async Task Follower_WhoIsSlow_IsNotWaitedForAndMissesNothing()
    {
        await using Host host = await Host.StartAsync(configure: o => o.FeedTurns = 4);
        await using IAsyncEnumerator<FeedItem> slow = host.Engine.FollowAsync(Host.Warehouse, 0, default).GetAsyncEnumerator();
        List<long> seen = [];
        for (int i = 0; i < 100; i++)
        {
            await host.Engine.SubmitAsync(Host.Scan(i.ToString()));
            if (i % 10 == 0 && await slow.MoveNextAsync() && slow.Current.Turn is { } turn)
            {
                seen.Add(turn.Seq);
            }
        }

        while (seen.Count < 102 && await slow.MoveNextAsync())
        {
            seen.AddRange(slow.Current.Turn is { } turn ? [turn.Seq] : []);
        }

        Assert.Equal(Enumerable.Range(1, 102).Select(i => (long)i), seen);
    }

    [Fact]
    public async Task Follower_OfAQuietWarehouse_IsToldTheHighWaterMark()
    {
        await using Host host = await Host.StartAsync();
        await using IAsyncEnumerator<FeedItem> follower = host.Engine.FollowAsync(Host.Warehouse, 2, default).GetAsyncEnumerator();
        await CaughtUpAsync(follower);
        for (int beat = 0; beat < 3; beat++)
        {
            Task<bool> next = follower.MoveNextAsync().AsTask();
            Assert.False(next.IsCompleted);

            host.Time.Advance(host.Options.HeartbeatEvery);

            Assert.True(await next);
            Assert.Equal(new FeedItem(null, 2), follower.Current);
        }
    }

    [Fact]
    public async Task Follower_OfABusyWarehouse_IsToldTheHighWaterMarkAsSteadily()
    {
        await using Host host = await Host.StartAsync();
        await using IAsyncEnumerator<FeedItem> follower = host.Engine.FollowAsync(Host.Warehouse, 2, default).GetAsyncEnumerator();
        await CaughtUpAsync(follower);
        int heartbeats = 0;
        for (int second = 0; second < 30; second++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            CommandOutcome scan = await host.Engine.SubmitAsync(Host.Scan(second.ToString()));
            do
            {
                Assert.True(await follower.MoveNextAsync());
                heartbeats += follower.Current.Turn is null ? 1 : 0;
            }
            while (follower.Current.Turn?.Seq != scan.Seq);
        }

        Assert.InRange(heartbeats, 5, 6);
    }

    [Fact]
    public async Task Follower_SeesNothingThatIsNotDurable()
    {
        await using Host host = await Host.StartAsync();
        SyncPoint append = host.HoldAppends(1).Dequeue();
        await using IAsyncEnumerator<FeedItem> follower = host.Engine.FollowAsync(Host.Warehouse, 2, default).GetAsyncEnumerator();
        await CaughtUpAsync(follower);
        Task<bool> next = follower.MoveNextAsync().AsTask();
        Task<CommandOutcome> scan = host.Engine.SubmitAsync(Host.Scan("1"));
        await append.Reached;

        Assert.False(next.IsCompleted);
        append.Release();
        Assert.True(await next);
        Assert.Equal((await scan).Seq, follower.Current.Turn!.Seq);
    }

    [Fact]
    public async Task Follower_BeyondTheEnd_IsTold()
    {
        await using Host host = await Host.StartAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Take(host, 99, 1));
    }

    [Fact]
    public async Task Follower_WhenTheEngineStops_ComesToItsEnd()
    {
        await using Host host = await Host.StartAsync();
        Task<List<long>> follower = Take(host, 0, 1_000);

        await host.Engine.StopAsync(default);

        Assert.Equal([1, 2], await follower);
    }

    private static async Task CaughtUpAsync(IAsyncEnumerator<FeedItem> follower)
    {
        Assert.True(await follower.MoveNextAsync());
        Assert.Null(follower.Current.Turn);
    }

    private static async Task<List<long>> Take(Host host, long after, int count)
    {
        List<long> seen = [];
        await foreach (FeedItem item in host.Engine.FollowAsync(Host.Warehouse, after, default))
        {
            if (item.Turn is { } turn)
            {
                seen.Add(turn.Seq);
            }

            if (seen.Count == count)
            {
                break;
            }
        }

        return seen;
    }
}
