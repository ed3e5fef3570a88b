using System.Runtime.CompilerServices;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Followers;

/// <summary>
/// Follows one warehouse from a turn on: from the store while it is behind, then from the turns at hand, and from the store again when it falls behind. It holds one page at
/// most and reads the next one when that is used up, so a slow follower slows down nothing else.
/// </summary>
/// <param name="rows">Where the turns are.</param>
/// <param name="warehouse">The warehouse.</param>
/// <param name="tail">Its end.</param>
/// <param name="heartbeatEvery">Time between two heartbeats.</param>
/// <param name="time">The clock of heartbeats and looks.</param>
internal sealed class WarehouseFollower(ITurnRows rows, WarehouseId warehouse, ITurnTail tail, TimeSpan heartbeatEvery, TimeProvider time)
{
    private const int pageTurns = 256;

    /// <summary>Stored bytes of a page: a follower that nobody reads holds no more.</summary>
    private const long pageBytes = 128 * 1024;

    private readonly TurnPages pages = new(rows, warehouse, pageBytes);

    /// <summary>Hands out turns and heartbeats, as <see cref="IWarehouses.FollowAsync"/> says. Ends when the warehouse's end is closed and everything before it was handed out.</summary>
    /// <param name="afterSeq">The last turn that is known already; 0 for all of them.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <exception cref="ArgumentOutOfRangeException">The journal does not reach that far.</exception>
    /// <exception cref="JournalException">The journal cannot be read now, or is not what was written.</exception>
    public async IAsyncEnumerable<FeedItem> FollowAsync(long afterSeq, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, tail.Closed);
        long known = await CheckAsync(afterSeq, cancellation).ConfigureAwait(false);
        long at = afterSeq;
        TurnPlace? place = null;
        bool caughtUp = false;
        long toldAt = time.GetTimestamp();
        List<CommittedTurn> page = [];
        while (true)
        {
            Task pulse = tail.NextPulse;
            known = Math.Max(known, tail.Durable);
            if (at >= known)
            {
                if (tail.IsClosed)
                {
                    yield break;
                }

                if (caughtUp && await WaitAsync(pulse, heartbeatEvery - time.GetElapsedTime(toldAt), ending.Token, cancellation).ConfigureAwait(false))
                {
                    continue;
                }

                (caughtUp, toldAt) = (true, time.GetTimestamp());
                yield return new(null, at);
                continue;
            }

            place = await ReadAsync(at, place, known, page, cancellation).ConfigureAwait(false);
            foreach (CommittedTurn turn in page)
            {
                at = turn.Seq;
                yield return new(turn, at);
                if (time.GetElapsedTime(toldAt) >= heartbeatEvery)
                {
                    toldAt = time.GetTimestamp();
                    yield return new(null, at);
                }
            }
        }
    }

    /// <summary>What is known to be durable, from the store where that is not known at this node yet.</summary>
    private async ValueTask<long> CheckAsync(long afterSeq, CancellationToken cancellation)
    {
        long known = tail.Durable;
        if (known == 0 || afterSeq > known)
        {
            known = await tail.LookAsync(cancellation).ConfigureAwait(false);
        }

        return afterSeq >= 0 && afterSeq <= known
            ? known
            : throw new ArgumentOutOfRangeException(nameof(afterSeq), afterSeq, $"The journal reaches from 0 to {known}.");
    }

    /// <summary>Reads the next page.</summary>
    /// <returns>The place after it in the store; null when it did not come from there.</returns>
    private async Task<TurnPlace?> ReadAsync(long afterSeq, TurnPlace? place, long upToSeq, List<CommittedTurn> page, CancellationToken cancellation)
    {
        page.Clear();
        if (tail.TryRead(afterSeq, pageTurns, page) && page.Count > 0)
        {
            return null;
        }

        TurnPlace from = place ?? await pages.LocateAsync(afterSeq, cancellation).ConfigureAwait(false);
        TurnPage read = await pages.ReadPageAsync(from, upToSeq, cancellation).ConfigureAwait(false);
        if (read.Turns.Count == 0)
        {
            read.ThrowIfBroken();
        }

        page.AddRange(read.Turns.Select(Committed));
        return read.End;
    }

    /// <summary>Whether there is something to look at before the heartbeat is due.</summary>
    private async Task<bool> WaitAsync(Task pulse, TimeSpan heartbeat, CancellationToken ending, CancellationToken cancellation)
    {
        bool looksFirst = tail.LookEvery != Timeout.InfiniteTimeSpan && tail.LookEvery < heartbeat;
        TimeSpan wait = looksFirst ? tail.LookEvery : heartbeat;
        if (wait <= TimeSpan.Zero)
        {
            return pulse.IsCompleted;
        }

        try
        {
            await pulse.WaitAsync(wait, time, ending).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return await LookAsync(looksFirst, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The end was closed: what is durable by then is still handed out.
            return true;
        }
    }

    private async Task<bool> LookAsync(bool looksFirst, CancellationToken cancellation)
    {
        if (tail.LookEvery == Timeout.InfiniteTimeSpan)
        {
            return false;
        }

        long before = tail.Durable;
        return await tail.LookAsync(cancellation).ConfigureAwait(false) > before || looksFirst;
    }

    private CommittedTurn Committed(JournaledTurn turn) => new(warehouse, turn.Seq, turn.Turn.At, turn.Turn.Key, turn.Turn.Actor, turn.Turn.Events);
}
