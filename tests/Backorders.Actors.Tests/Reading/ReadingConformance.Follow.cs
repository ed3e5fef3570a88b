using Backorders.Actors.Followers;
using Backorders.Actors.Tests.Warehouses;

namespace Backorders.Actors.Tests.Reading;

public abstract partial class ReadingConformance
{
    [Theory]
    [InlineData(Form.Ring, 4_096)]
    [InlineData(Form.Ring, 8)]
    [InlineData(Form.Ring, 0)]
    [InlineData(Form.Store, 0)]
    public async Task Follower_SeesEveryTurnOnceInOrder(Form form, int feedTurns)
    {
        Yard yard = await StartAsync(o => o.FeedTurns = feedTurns);
        using Following following = new(yard, form);
        Task<List<long>> early = following.TakeAsync(0, 502);
        await ScanAsync(yard, 0, 500);

        List<long> late = await following.TakeAsync(0, 502);

        Assert.Equal(Numbers(1, 502), await early);
        Assert.Equal(await early, late);
    }

    [Theory]
    [InlineData(Form.Ring, 4_096)]
    [InlineData(Form.Ring, 0)]
    [InlineData(Form.Store, 0)]
    public async Task Follower_ResumedFromItsCursor_GetsTheRest(Form form, int feedTurns)
    {
        Yard yard = await StartAsync(o => o.FeedTurns = feedTurns);
        await ScanAsync(yard, 0, 20);
        using Following following = new(yard, form);

        for (int after = 0; after < 19; after++)
        {
            Assert.Equal([after + 1, after + 2, after + 3], await following.TakeAsync(after, 3));
        }
    }

    [Fact]
    public async Task Follower_OnANodeThatDoesNotServe_NeedsNobodysWord()
    {
        Yard yard = await StartAsync();
        using StoreTail tail = new(Rows, Yard.Warehouse, time, TimeSpan.FromSeconds(1));
        await using var follower = new WarehouseFollower(Rows, Yard.Warehouse, tail, yard.Options.HeartbeatEvery, time).FollowAsync(2, default).GetAsyncEnumerator();
        Assert.True(await follower.MoveNextAsync());
        Assert.Equal(new(null, 2), follower.Current);
        await yard.Submit(Yard.Scan("1"));
        Task<bool> next = follower.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await next);
        Assert.Equal(3, follower.Current.Turn!.Seq);
    }
}
