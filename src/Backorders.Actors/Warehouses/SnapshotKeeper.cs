using Akka.Actor;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Writes a warehouse's snapshots: folded beside its actors from the last snapshot and the rows after it, so they hold nothing that is not durable, under the number of the
/// very row that was folded last. Used by the gateway alone; the work is done on the pool.
/// </summary>
internal sealed class SnapshotKeeper(WarehouseId warehouse, WarehouseParts parts) : IDisposable
{
    /// <summary>Turns after the last snapshot that the next node folds at once: another snapshot would save nothing.</summary>
    internal const int FewTurns = 500;

    private readonly CancellationTokenSource ending = new();
    private long lastSnapshot;
    private long lastRow;
    private long lastLanded;
    private bool isWriting;
    private TaskCompletionSource? prepared;

    /// <summary>The warehouse was recovered: snapshots are counted from the one that was used.</summary>
    public void Begin(WarehouseGateway.Recovered recovered)
    {
        lastSnapshot = recovered.WasKept ? lastSnapshot : recovered.SnapshotSeq;
        (lastRow, lastLanded) = (recovered.Row, recovered.LastSeq);
    }

    /// <summary>A row is durable: perhaps a snapshot is due.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="lastSeq">Its last turn.</param>
    /// <param name="gateway">Hears the end by <see cref="Done"/>.</param>
    public void NoteLanded(long row, long lastSeq, IActorRef gateway)
    {
        (lastRow, lastLanded) = (row, lastSeq);
        if (parts.Options.SnapshotEveryTurns == 0 || isWriting || lastSeq - lastSnapshot < parts.Options.SnapshotEveryTurns)
        {
            return;
        }

        Write(row, lastSeq, gateway);
    }

    /// <summary>
    /// The warehouse is about to leave this node. The next node folds all rows after the last snapshot while callers wait, so a new snapshot is written first, while the
    /// warehouse is still served here. It is left out when only few turns follow the last one.
    /// </summary>
    /// <param name="ready">Ends when nothing more is to be waited for.</param>
    /// <param name="gateway">Hears the end by <see cref="Done"/>.</param>
    public void Prepare(TaskCompletionSource ready, IActorRef gateway)
    {
        if (isWriting || prepared is not null || parts.Options.SnapshotEveryTurns == 0 || lastLanded - lastSnapshot <= FewTurns)
        {
            ready.TrySetResult();
            return;
        }

        prepared = ready;
        Write(lastRow, lastLanded, gateway);
    }

    /// <summary>Writes the state at an orderly end, when nothing else uses it any more. False when there is none to write.</summary>
    /// <param name="state">The state at the journal's last row.</param>
    /// <param name="gateway">Hears the end by <see cref="Done"/>.</param>
    public bool TryWriteLast(ShardFold state, IActorRef gateway)
    {
        if (!parts.Options.SnapshotAtStop || isWriting || state.LastSeq == 0 || state.LastSeq == lastSnapshot)
        {
            return false;
        }

        long row = lastRow;
        Task.Run(() => WriteAsync(row, state.LastSeq, () => Task.FromResult(state))).PipeTo(gateway);
        return true;
    }

    /// <summary>The one that was under way has ended.</summary>
    public void NoteDone()
    {
        isWriting = false;
        prepared?.TrySetResult();
        prepared = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ending.Cancel();
        prepared?.TrySetResult();
    }

    private void Write(long row, long lastSeq, IActorRef gateway)
    {
        (isWriting, lastSnapshot) = (true, lastSeq);
        Task.Run(() => WriteAsync(row, lastSeq, () => LoadAsync(row, lastSeq))).PipeTo(gateway);
    }

    /// <summary>The state at a row, from the latest snapshot before it and the rows since.</summary>
    private async Task<ShardFold> LoadAsync(long row, long lastSeq)
    {
        FoldedState state = await new StateReader(parts.Store.Rows, warehouse).LoadAsync(lastSeq, ending.Token).ConfigureAwait(false);
        return state.Place.Row == row
            ? state.Fold
            : throw new FormatException($"Turn {lastSeq} ends row {state.Place.Row}, and was stored as the end of row {row}.");
    }

    private async Task<Done> WriteAsync(long row, long lastSeq, Func<Task<ShardFold>> load)
    {
        long begun = parts.Time.GetTimestamp();
        try
        {
            ShardFold fold = await load().ConfigureAwait(false);
            await parts.Store.Rows.WriteSnapshotAsync(warehouse, new TurnSnapshot(row, SnapshotCodec.Write(fold)), ending.Token).ConfigureAwait(false);
            return new(lastSeq, parts.Time.GetElapsedTime(begun).TotalSeconds, null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new(lastSeq, 0, e);
        }
    }

    /// <summary>A snapshot was written, or could not be.</summary>
    internal sealed record Done(long LastSeq, double Seconds, Exception? Failure);
}
