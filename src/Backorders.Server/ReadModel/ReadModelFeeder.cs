using Backorders.Domain;
using Backorders.Engine;
using Backorders.ReadModel;
using Microsoft.Extensions.Logging;

namespace Backorders.Server;

/// <summary>
/// Feeds one warehouse's read model from the warehouse's feed, beside the warehouse's loop: what is durable is gathered for a moment and written as
/// one batch, for a row that changed five times meanwhile is written once. Whoever waits for a turn ends the moment. A failure costs time, never the
/// warehouse: the feeder begins again at the stored cursor. It runs only while this node serves the warehouse; what another node wrote meanwhile is
/// where it goes on.
/// </summary>
internal sealed partial class ReadModelFeeder(
    IWarehouses warehouses, IWarehouseRoutes routes, IReadModelStore store, WarehouseId warehouse, TimeProvider clock, ReadModelInstruments instruments,
    ILogger<ReadModelFeeder> logger)
{
    /// <summary>At a few thousand turns a second this is two seconds' worth, and some megabytes.</summary>
    private const int GatherMax = 10_000;

    private static readonly TimeSpan GatherFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RebuildAfter = TimeSpan.FromMinutes(10);

    /// <summary>
    /// After another node's writes were met: either it has the warehouse now, and this one will hear of it, or it had it until just now.
    /// </summary>
    private static readonly TimeSpan MovedAfter = TimeSpan.FromSeconds(1);

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

    /// <summary>
    /// Runs until the warehouse's feed ends, which writes the rest, or until it is told to stop. The feed ends when the node stops, or when the
    /// warehouse leaves this node.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        int rebuilt = 0;
        CancellationToken away = routes.ServedHere(warehouse);
        while (!stop.IsCancellationRequested && !away.IsCancellationRequested)
        {
            TimeSpan pause = RetryAfter;
            try
            {
                await FollowAsync(stop).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (RowMissingException e)
            {
                // Once is another journal; again and again is a fault of the fold, which must not eat the machine.
                pause = rebuilt++ == 0 ? TimeSpan.Zero : RebuildAfter;
                LogRebuilding(warehouse, e.Message);
                await ResetAsync(stop).ConfigureAwait(false);
            }
            catch (RowsMovedException e)
            {
                pause = MovedAfter;
                LogMoved(warehouse, e.Message);
            }
            catch (Exception e)
            {
                LogFailed(e, warehouse, Seq, RetryAfter.TotalSeconds);
                instruments.Failed(warehouse);
            }

            await PauseAsync(pause, stop, away).ConfigureAwait(false);
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
        }
        catch (ReadModelUnavailableException e)
        {
            LogFailed(e, warehouse, Seq, RetryAfter.TotalSeconds);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop, CancellationToken away)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, away);
        try
        {
            await Task.Delay(pause, clock, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The node stops, or the warehouse leaves it.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
