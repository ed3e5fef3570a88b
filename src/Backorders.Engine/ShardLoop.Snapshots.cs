using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>
/// Snapshots are written beside the loop, from the last snapshot and the journal, into a state of their own that is let go afterwards: the loop's state
/// is not shared, and is never written while it works. Only at an orderly stop the loop writes its own.
/// </summary>
internal sealed partial class ShardLoop
{
    private long lastSnapshot;
    private readonly CancellationTokenSource snapshots = new();
    private volatile bool handsOver;
    private Task snapshot = Task.CompletedTask;

    private void MaybeSnapshot()
    {
        if (options.SnapshotEveryTurns == 0 || handsOver || !snapshot.IsCompleted || session.Durable.LastSeq - lastSnapshot < options.SnapshotEveryTurns)
        {
            return;
        }

        lastSnapshot = session.Durable.LastSeq;
        snapshot = SnapshotAsync(session.Durable.LastSeq);
    }

    /// <summary>As <see cref="RequestStop"/>, but without a snapshot at the end, and without the one that is being written: another node waits for the shard.</summary>
    public void RequestHandOver()
    {
        handsOver = true;
        snapshots.Cancel();
        RequestStop();
    }

    private async Task SnapshotAsync(long upToSeq)
    {
        await Task.Yield();
        long begun = time.GetTimestamp();
        try
        {
            ShardFold own = await recovery.LoadAsync(upToSeq, snapshots.Token);
            await journal.WriteSnapshotAsync(shard, SnapshotCodec.Write(own), snapshots.Token);
            double seconds = time.GetElapsedTime(begun).TotalSeconds;
            instruments?.SnapshotWritten(seconds);
            SnapshotWritten(shard, upToSeq, seconds);
        }
        catch (OperationCanceledException) when (snapshots.IsCancellationRequested)
        {
            // The shard goes, or the node: whoever has it next writes one when it is due.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            SnapshotFailed(shard, upToSeq, e);
        }
    }

    private async Task WriteLastSnapshotAsync()
    {
        await snapshot;
        if (!options.SnapshotAtStop || handsOver || abort.IsCancellationRequested || session.Durable.LastSeq == 0 || !session.IsIdle || session.MustRebuild)
        {
            return;
        }

        ShardFold fold = session.DurableState;

        try
        {
            await journal.WriteSnapshotAsync(shard, SnapshotCodec.Write(fold), abort.Token);
            SnapshotWritten(shard, fold.LastSeq, 0);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            SnapshotFailed(shard, fold.LastSeq, e);
        }
    }
}
