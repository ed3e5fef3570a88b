using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.ReadModel;
using Backorders.ReadModel.Fold;
using Backorders.ReadModel.Port;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.ReadModel;

/// <summary>
/// Feeds one warehouse's read model from the warehouse's feed, beside the warehouse: what is durable is gathered for a moment and written as
/// one batch, so that a row which changed five times is written once. A caller that waits for a turn ends the gathering. A failure delays the rows only and
/// never the warehouse: the next run begins at the stored cursor, also when another node has written meanwhile.
/// </summary>
internal sealed partial class ReadModelFeeder(
    IWarehouses warehouses, IReadModelStore store, WarehouseId warehouse, TimeProvider clock, ReadModelInstruments instruments,
    ILogger<ReadModelFeeder> logger)
{
    /// <summary>At a few thousand turns a second this is two seconds' worth, and some megabytes.</summary>
    private const int GatherMax = 10_000;

    private static readonly TimeSpan GatherFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RebuildAfter = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly List<(long Seq, TaskCompletionSource Reached)> waiters = [];
    private TaskCompletionSource hurry = New();

    /// <summary>How far the feed has been read, whether or not the rows of it are written.</summary>
    private long passed;
    private long seq;

    /// <summary>Where the rows stand, as far as this feeder read or wrote them.</summary>
    private ReadCursor cursor = ReadCursor.Start;

    /// <summary>The last turn that the rows hold.</summary>
    public long Seq => Volatile.Read(ref seq);

    /// <summary>The warehouse's zone, as the rows know it.</summary>
    public string TimeZone { get; private set; } = ReadCursor.Start.TimeZone;

    /// <summary>Runs until the warehouse's feed ends, and writes the rest. Throws when the rows cannot be written, or another node writes them.</summary>
    /// <param name="served">Fires when the warehouse is served here no more.</param>
    /// <param name="cutOff">Fires when the rest is not waited for.</param>
    public async Task RunAsync(CancellationToken served, CancellationToken cutOff)
    {
        for (int rebuilt = 0; ; rebuilt++)
        {
            try
            {
                await FollowAsync(cutOff).ConfigureAwait(false);
                return;
            }
            catch (RowMissingException e) when (!served.IsCancellationRequested)
            {
                LogRebuilding(warehouse, e.Message);
                await ResetAsync(cutOff).ConfigureAwait(false);
            }
            catch (RowsMovedException e)
            {
                LogMoved(warehouse, e.Message);
                throw;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e, warehouse, Seq);
                instruments.Failed(warehouse);
                throw;
            }

            if (rebuilt > 0)
            {
                // Once is another journal; again and again is a fault of the fold, which must not eat the machine.
                await Task.Delay(RebuildAfter, clock, served).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until the rows hold a turn, or until patience ends: then they lag, and the answer says so.</summary>
    public async Task WaitForAsync(long target, TimeSpan patience, CancellationToken cancellation)
    {
        Task reached;
        lock (gate)
        {
            if (Seq >= target)
            {
                return;
            }

            TaskCompletionSource waiter = New();
            waiters.Add((target, waiter));
            hurry.TrySetResult();
            reached = waiter.Task;
        }

        try
        {
            await reached.WaitAsync(patience, clock, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The answer tells how far the rows are.
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        ReadModelWriter writer = await OpenAsync(stop).ConfigureAwait(false);
        ReadCursor known = cursor = writer.Cursor;
        Reached(known.Seq);
        TimeZone = known.TimeZone;
        List<FoldedTurn> gathered = [];
        passed = 0;
        long since = 0;

        // The last turn that is known is read once more: it must be the one that the rows end with.
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using IAsyncEnumerator<FeedItem> feed = warehouses.FollowAsync(warehouse, Math.Max(0, known.Seq - 1), ends.Token).GetAsyncEnumerator(ends.Token);
        Task<bool> next = feed.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (gathered.Count > 0 && await IsDueAsync(next, gathered.Count, since).ConfigureAwait(false))
                {
                    await WriteAsync(writer, gathered, stop).ConfigureAwait(false);
                }

                if (!await next.ConfigureAwait(false))
                {
                    await WriteAsync(writer, gathered, CancellationToken.None).ConfigureAwait(false);
                    return;
                }

                if (feed.Current.Turn is not { } turn)
                {
                    passed = feed.Current.HighWater;
                    if (gathered.Count == 0)
                    {
                        Reached(passed); // else whoever waits, waits for what is gathered to be written
                    }
                }
                else if (turn.Seq > known.Seq)
                {
                    since = gathered.Count == 0 ? clock.GetTimestamp() : since;
                    gathered.Add(new FoldedTurn(turn.Seq, turn.At, turn.Events));
                }
                else if (turn.At != known.At)
                {
                    throw new RowMissingException($"turn {turn.Seq} of the journal is of {turn.At}, that of the rows of {known.At}");
                }

                next = feed.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // A feed that is let go of while it is asked for more throws, and what a failed write threw would be lost.
            await ends.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ReadModelWriter> OpenAsync(CancellationToken stop)
    {
        ReadModelWriter writer = await ReadModelWriter.OpenAsync(store, warehouse, stop).ConfigureAwait(false);
        cursor = writer.Cursor;
        if (cursor.Seq <= warehouses.HighWater(warehouse))
        {
            return writer;
        }

        // A node that has lost the warehouse, and may not know it, sees less than there is: only the journal itself can say that the rows are not its own.
        long stored = await warehouses.ReadHighWaterAsync(warehouse, stop).ConfigureAwait(false);
        throw stored >= cursor.Seq
            ? new RowsMovedException($"they reach to turn {cursor.Seq}, which this node has not read")
            : new RowMissingException($"the rows reach to turn {cursor.Seq}, the journal to {stored}");
    }

    /// <summary>Whether to write now. Ends early when the next turn is there.</summary>
    private async Task<bool> IsDueAsync(Task<bool> next, int gathered, long since)
    {
        Task hurried;
        lock (gate)
        {
            hurried = hurry.Task;
        }

        TimeSpan left = GatherFor - clock.GetElapsedTime(since);
        if (gathered >= GatherMax || left <= TimeSpan.Zero)
        {
            return true;
        }

        if (next.IsCompleted)
        {
            return false;
        }

        if (!hurried.IsCompleted)
        {
            await Task.WhenAny(next, hurried, Task.Delay(left, clock)).ConfigureAwait(false);
        }

        return !next.IsCompleted;
    }

    private async Task WriteAsync(ReadModelWriter writer, List<FoldedTurn> gathered, CancellationToken stop)
    {
        long began = clock.GetTimestamp();
        int turns = gathered.Count;
        int rows = await writer.WriteAsync(gathered, stop).ConfigureAwait(false);
        gathered.Clear();
        instruments.Written(warehouse, turns, rows, clock.GetElapsedTime(began).TotalSeconds);
        cursor = writer.Cursor;
        TimeZone = cursor.TimeZone;
        Reached(Math.Max(writer.Cursor.Seq, passed));
    }

    private void Reached(long to)
    {
        lock (gate)
        {
            Volatile.Write(ref seq, to);
            waiters.RemoveAll(w => w.Seq <= to && w.Reached.TrySetResult());
            if (waiters.Count == 0 && hurry.Task.IsCompleted)
            {
                hurry = New();
            }
        }
    }

    private async Task ResetAsync(CancellationToken stop)
    {
        try
        {
            await store.ResetAsync(warehouse, cursor, stop).ConfigureAwait(false);
        }
        catch (RowsMovedException e)
        {
            LogMoved(warehouse, e.Message);
            throw;
        }
        catch (ReadModelUnavailableException e)
        {
            LogFailed(e, warehouse, Seq);
            throw;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
