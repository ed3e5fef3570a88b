using Backorders.Actors.Followers;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Tests.Warehouses;

namespace Backorders.Actors.Tests.Reading;

public sealed class FollowTests
{
    [Theory]
    [InlineData(Form.Ring)]
    [InlineData(Form.Store)]
    public async Task Follower_WhoIsSlow_IsNotWaitedForAndMissesNothing(Form form)
    {
        await using Yard yard = await StartAsync(o => o.FeedTurns = 4);
        using Following following = new(yard, form);
        await using IAsyncEnumerator<FeedItem> slow = following.FollowAsync(0).GetAsyncEnumerator();
        List<long> seen = [];
        for (int i = 0; i < 100; i++)
        {
            await yard.Submit(Yard.Scan($"{i}"));
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
    public async Task Follower_WhoGoesFromTheStoreToTheRingAndBack_MissesNothingAndGetsNothingTwice()
    {
        await using Yard yard = await StartAsync(o => o.FeedTurns = 4);
        using Following following = new(yard, Form.Ring);
        await using IAsyncEnumerator<FeedItem> follower = following.FollowAsync(0).GetAsyncEnumerator();
        List<long> seen = [];
        int scans = 0;
        foreach (int behind in new[] { 20, 1, 20, 3, 20 })
        {
            for (int i = 0; i < behind; i++)
            {
                await yard.Submit(Yard.Scan($"{++scans}"));
            }

            while (seen.Count < 2 + scans && await follower.MoveNextAsync())
            {
                seen.AddRange(follower.Current.Turn is { } turn ? [turn.Seq] : []);
            }
        }

        Assert.Equal(Enumerable.Range(1, 2 + scans).Select(i => (long)i), seen);
    }

    [Theory]
    [InlineData(Form.Ring)]
    [InlineData(Form.Store)]
    public async Task Follower_OfAQuietWarehouse_IsToldTheHighWaterMark(Form form)
    {
        await using Yard yard = await StartAsync();
        using Following following = new(yard, form);
        await using IAsyncEnumerator<FeedItem> follower = following.FollowAsync(2).GetAsyncEnumerator();
        await CaughtUpAsync(follower);
        for (int beat = 0; beat < 3; beat++)
        {
            Task<bool> next = follower.MoveNextAsync().AsTask();
            Assert.False(next.IsCompleted);

            yard.Time.Advance(yard.Options.HeartbeatEvery);

            Assert.True(await next);
            Assert.Equal(new FeedItem(null, 2), follower.Current);
        }
    }

    [Theory]
    [InlineData(Form.Ring)]
    [InlineData(Form.Store)]
    public async Task Follower_OfABusyWarehouse_IsToldTheHighWaterMarkAsSteadily(Form form)
    {
        await using Yard yard = await StartAsync();
        using Following following = new(yard, form);
        await using IAsyncEnumerator<FeedItem> follower = following.FollowAsync(2).GetAsyncEnumerator();
        await CaughtUpAsync(follower);
        int heartbeats = 0;
        for (int second = 0; second < 30; second++)
        {
            yard.Time.Advance(TimeSpan.FromSeconds(1));
            CommandOutcome scan = await yard.Submit(Yard.Scan($"{second}"));
            do
            {
                Assert.True(await follower.MoveNextAsync());
                heartbeats += follower.Current.Turn is null ? 1 : 0;
            }
            while (follower.Current.Turn?.Seq != scan.Seq);
        }

        Assert.InRange(heartbeats, 5, 6);
    }

    /// <summary>A row may be in the store before its owner has heard so: nobody is told of it from the ring's node.</summary>
    [Fact]
    public async Task Follower_SeesNothingThatTheOwnerDoesNotKnowToBeDurable()
    {
        await using Yard yard = await StartAsync();
        await yard.Submit(Yard.Scan("1"));
        TurnFeed feed = new(16, 1_000_000);
        feed.Begin(2);
        RingTail tail = new(feed, yard.Store.Rows, Yard.Warehouse, default);
        await using IAsyncEnumerator<FeedItem> follower = Follow(yard, tail, 1).GetAsyncEnumerator();

        Assert.True(await follower.MoveNextAsync());
        Assert.Equal(2, follower.Current.Turn!.Seq);
        await CaughtUpAsync(follower);
        Task<bool> next = follower.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        feed.Begin(3);
        Assert.True(await next);
        Assert.Equal(3, follower.Current.Turn!.Seq);
    }

    /// <summary>Before the warehouse's actor has recovered, the ring knows nothing, and the store knows it all.</summary>
    [Fact]
    public async Task Follower_OfARingThatHasNotBegun_BeginsInTheStore()
    {
        await using Yard yard = await StartAsync();
        TurnFeed feed = new(16, 1_000_000);
        RingTail tail = new(feed, yard.Store.Rows, Yard.Warehouse, default);
        await using IAsyncEnumerator<FeedItem> follower = Follow(yard, tail, 1).GetAsyncEnumerator();

        Assert.True(await follower.MoveNextAsync());
        Assert.Equal(2, follower.Current.Turn!.Seq);
        await CaughtUpAsync(follower);
    }

    [Theory]
    [InlineData(Form.Ring)]
    [InlineData(Form.Store)]
    public async Task Follower_BeyondTheEnd_IsTold(Form form)
    {
        await using Yard yard = await StartAsync();
        using Following following = new(yard, form);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => following.TakeAsync(99, 1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => following.TakeAsync(-1, 1));
    }

    [Theory]
    [InlineData(Form.Ring, 0)]
    [InlineData(Form.Ring, 100)]
    [InlineData(Form.Store, 0)]
    public async Task Follower_WhenTheWarehouseIsServedHereNoMore_ComesToItsEndWithAllThatIsDurable(Form form, int feedTurns)
    {
        await using Yard yard = await StartAsync(o => o.FeedTurns = feedTurns);
        await yard.Submit(Yard.Scan("1"));
        using Following following = new(yard, form);
        await using IAsyncEnumerator<FeedItem> waiting = following.FollowAsync(3).GetAsyncEnumerator();
        await CaughtUpAsync(waiting);
        Task<bool> next = waiting.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        following.End();

        Assert.False(await next);
        Assert.Equal([1, 2, 3], await following.TakeAsync(0, 1_000));
    }

    [Fact]
    public async Task Follower_WhenTheRingIsClosed_ComesToItsEnd()
    {
        await using Yard yard = await StartAsync();
        using Following following = new(yard, Form.Ring);
        Task<List<long>> follower = following.TakeAsync(0, 1_000);

        yard.Place.Feed.Close();

        Assert.Equal([1, 2], await follower);
    }

    [Theory]
    [InlineData(Form.Ring)]
    [InlineData(Form.Store)]
    public async Task Follower_GivenUp_IsCancelled(Form form)
    {
        await using Yard yard = await StartAsync();
        using Following following = new(yard, form);
        using CancellationTokenSource patience = new();
        await using IAsyncEnumerator<FeedItem> follower = following.FollowAsync(2).GetAsyncEnumerator(patience.Token);
        await CaughtUpAsync(follower);
        Task<bool> next = follower.MoveNextAsync().AsTask();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task Followers_OfOneWarehouse_ShareTheLooksIntoTheStore()
    {
        await using Yard yard = await StartAsync();
        CountingRows rows = new(yard.Store.Rows);
        using StoreTail tail = new(rows, Yard.Warehouse, yard.Time, TimeSpan.FromSeconds(1));
        List<IAsyncEnumerator<FeedItem>> followers = [.. Enumerable.Range(0, 50).Select(_ => Follow(yard, tail, 2).GetAsyncEnumerator())];
        foreach (IAsyncEnumerator<FeedItem> follower in followers)
        {
            await CaughtUpAsync(follower);
        }

        Assert.Equal(1, rows.LooksAtTheEnd);
        await yard.Submit(Yard.Scan("1"));
        Task<bool>[] next = [.. followers.Select(f => f.MoveNextAsync().AsTask())];
        yard.Time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(next);

        Assert.All(followers, f => Assert.Equal(3, f.Current.Turn!.Seq));
        Assert.Equal(2, rows.LooksAtTheEnd);
        foreach (IAsyncEnumerator<FeedItem> follower in followers)
        {
            await follower.DisposeAsync();
        }
    }

    [Fact]
    public async Task StoreThatWasHeardOfAMomentAgo_IsNotLookedAtAgain()
    {
        await using Yard yard = await StartAsync();
        CountingRows rows = new(yard.Store.Rows);
        using StoreTail tail = new(rows, Yard.Warehouse, yard.Time, TimeSpan.FromSeconds(1));

        Assert.Equal(2, await tail.LookAsync(default));
        Assert.Equal(2, await tail.LookAsync(default));
        Assert.Equal(1, rows.LooksAtTheEnd);
        yard.Time.Advance(TimeSpan.FromSeconds(1));
        tail.Announce(2);
        await tail.LookAsync(default);
        Assert.Equal(1, rows.LooksAtTheEnd);
        yard.Time.Advance(TimeSpan.FromSeconds(1));
        await tail.LookAsync(default);
        Assert.Equal(2, rows.LooksAtTheEnd);
    }

    [Fact]
    public async Task Follower_WhoseStoreFails_IsToldBetweenTurns()
    {
        await using Yard yard = await StartAsync(o => o.FeedTurns = 0);
        CountingRows rows = new(yard.Store.Rows);
        using Following following = new(yard, Form.Ring, rows);
        await using IAsyncEnumerator<FeedItem> follower = following.FollowAsync(2).GetAsyncEnumerator();
        await CaughtUpAsync(follower);
        rows.IsDown = true;
        await yard.Submit(Yard.Scan("1"));

        await Assert.ThrowsAsync<JournalUnavailableException>(() => follower.MoveNextAsync().AsTask());
    }

    private static IAsyncEnumerable<FeedItem> Follow(Yard yard, ITurnTail tail, long afterSeq) =>
        new WarehouseFollower(yard.Store.Rows, Yard.Warehouse, tail, yard.Options.HeartbeatEvery, yard.Time).FollowAsync(afterSeq, default);

    private static async Task CaughtUpAsync(IAsyncEnumerator<FeedItem> follower)
    {
        Assert.True(await follower.MoveNextAsync());
        Assert.Null(follower.Current.Turn);
    }

    private static async Task<Yard> StartAsync(Action<WarehouseHostOptions>? configure = null)
    {
        Yard yard = new(configure: configure);
        Assert.Equal(2, (await yard.Submit(Yard.Items)).Seq);
        return yard;
    }
}
