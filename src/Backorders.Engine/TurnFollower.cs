using System.Runtime.CompilerServices;
using Backorders.Domain;

namespace Backorders.Engine;

/// <summary>
/// Follows one warehouse from a place in its shard's journal: from the journal while it is behind, then from the feed, and back when it falls behind again.
/// It holds one page at most, so a slow follower costs nobody anything.
/// </summary>
internal sealed class TurnFollower(
    Func<long, int, CancellationToken, Task<IReadOnlyList<StoredTurn>>> read, TurnFeed feed, EngineOptions options, TimeProvider time, WarehouseId warehouse)
{
    private const int pageTurns = 256;

    public async IAsyncEnumerable<FeedItem> FollowAsync(long afterSeq, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (afterSeq < 0 || afterSeq > feed.Durable)
        {
            throw new ArgumentOutOfRangeException(nameof(afterSeq), afterSeq, $"The journal reaches from 0 to {feed.Durable}.");
        }

        long at = afterSeq;
        bool caughtUp = false;
        long toldAt = time.GetTimestamp();
        List<StoredTurn> page = [];
        while (true)
        {
            Task pulse = feed.NextPulse;
            if (at >= feed.Durable)
            {
                if (feed.IsClosed)
                {
                    yield break;
                }

                if (!caughtUp || !await WaitAsync(pulse, options.HeartbeatEvery - time.GetElapsedTime(toldAt), cancellation))
                {
                    caughtUp = true;
                    toldAt = time.GetTimestamp();
                    yield return new(null, at);
                }

                continue;
            }

            await ReadAsync(at, page, cancellation);
            foreach (StoredTurn turn in page)
            {
                at = turn.Seq;
                if (turn.Turn.Warehouse == warehouse)
                {
                    yield return new(Committed(turn), at);
                }

                if (time.GetElapsedTime(toldAt) >= options.HeartbeatEvery)
                {
                    toldAt = time.GetTimestamp();
                    yield return new(null, at);
                }
            }
        }
    }

    private static CommittedTurn Committed(StoredTurn turn) => new(
        turn.Turn.Warehouse, turn.Seq, turn.Turn.At, turn.Turn.Key, turn.Turn.Actor, turn.Turn.Events);

    private async Task ReadAsync(long afterSeq, List<StoredTurn> page, CancellationToken cancellation)
    {
        page.Clear();
        if (feed.TryRead(afterSeq, pageTurns, page))
        {
            return;
        }

        page.AddRange(await read(afterSeq, pageTurns, cancellation));
    }

    /// <summary>Whether the pulse came before the heartbeat was due.</summary>
    private async Task<bool> WaitAsync(Task pulse, TimeSpan wait, CancellationToken cancellation)
    {
        if (wait <= TimeSpan.Zero)
        {
            return pulse.IsCompleted;
        }

        try
        {
            await pulse.WaitAsync(wait, time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
