using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Followers;

/// <summary>The end of a warehouse that this node serves: the ring of its last turns, which its actor fills.</summary>
/// <param name="feed">The ring.</param>
/// <param name="rows">Where all turns are.</param>
/// <param name="warehouse">The warehouse.</param>
/// <param name="served">Cancelled when this node serves the warehouse no more.</param>
internal sealed class RingTail(TurnFeed feed, ITurnRows rows, WarehouseId warehouse, CancellationToken served) : ITurnTail
{
    /// <inheritdoc/>
    public long Durable => feed.Durable;

    /// <inheritdoc/>
    public Task NextPulse => feed.NextPulse;

    /// <inheritdoc/>
    public CancellationToken Closed => served;

    /// <inheritdoc/>
    public bool IsClosed => feed.IsClosed || served.IsCancellationRequested;

    /// <inheritdoc/>
    public TimeSpan LookEvery => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public async ValueTask<long> LookAsync(CancellationToken cancellation) =>
        Math.Max(feed.Durable, (await rows.ReadLastAsync(warehouse, cancellation).ConfigureAwait(false))?.Batch.LastSeq ?? 0);

    /// <inheritdoc/>
    public bool TryRead(long afterSeq, int max, List<CommittedTurn> into)
    {
        List<StoredTurn> found = [];
        if (!feed.TryRead(afterSeq, max, found))
        {
            return false;
        }

        into.AddRange(found.Select(t => new CommittedTurn(warehouse, t.Seq, t.Turn.At, t.Turn.Key, t.Turn.Actor, t.Turn.Events) { Origin = t.Turn.Origin, Hash = t.Hash }));
        return true;
    }
}
