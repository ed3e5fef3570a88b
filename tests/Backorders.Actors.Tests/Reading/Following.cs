using Backorders.Actors.Followers;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Tests.Warehouses;

namespace Backorders.Actors.Tests.Reading;

/// <summary>Followers of a yard's warehouse, in either form. In that of the store the yard's own ring is what tells of new turns.</summary>
internal sealed class Following : IDisposable
{
    private readonly Yard yard;
    private readonly CancellationTokenSource served = new();
    private readonly ITurnTail tail;
    private volatile bool isOver;

    public Following(Yard yard, Form form, ITurnRows? rows = null)
    {
        (this.yard, Rows) = (yard, rows ?? yard.Store.Rows);
        if (form == Form.Ring)
        {
            tail = new RingTail(yard.Place.Feed, Rows, Yard.Warehouse, served.Token);
            return;
        }

        StoreTail store = new(Rows, Yard.Warehouse, yard.Time, TimeSpan.FromDays(1));
        served.Token.Register(store.Close);
        tail = store;
        _ = TellAsync(store);
    }

    public ITurnRows Rows { get; }

    public IAsyncEnumerable<FeedItem> FollowAsync(long afterSeq) =>
        new WarehouseFollower(Rows, Yard.Warehouse, tail, yard.Options.HeartbeatEvery, yard.Time).FollowAsync(afterSeq, default);

    /// <summary>The first turns that a follower is told, or all of them when it comes to its end before.</summary>
    public async Task<List<long>> TakeAsync(long afterSeq, int count)
    {
        List<long> seen = [];
        await foreach (FeedItem item in FollowAsync(afterSeq))
        {
            seen.AddRange(item.Turn is { } turn ? [turn.Seq] : []);
            if (seen.Count == count)
            {
                break;
            }
        }

        return seen;
    }

    /// <summary>The node serves the warehouse no more.</summary>
    public void End() => served.Cancel();

    public void Dispose()
    {
        isOver = true;
        served.Dispose();
    }

    private async Task TellAsync(StoreTail store)
    {
        while (!isOver)
        {
            Task pulse = yard.Place.Feed.NextPulse;
            store.Announce(yard.Place.Feed.Durable);
            await pulse;
        }
    }
}
