using Akka.Actor;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain;
using Backorders.Engine;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Writes a warehouse's snapshots: folded beside its actors from the last snapshot and the rows after it, so they hold nothing that is not durable, under the number of the
/// very row that was folded last. Used by the gateway alone; the work is done on the pool.
/// </summary>
internal sealed class SnapshotKeeper(WarehouseId warehouse, WarehouseParts parts) : IDisposable
{
    private readonly CancellationTokenSource ending = new();
    private long lastSnapshot;
    private bool isWriting;

    /// <summary>The warehouse was recovered: snapshots are counted from the one that was used.</summary>
    public void Begin(long snapshotSeq, bool wasKept) => lastSnapshot = wasKept ? lastSnapshot : snapshotSeq;

    /// <summary>A row is durable: perhaps a snapshot is due.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="lastSeq">Its last turn.</param>
    /// <param name="gateway">Hears the end by <see cref="Done"/>.</param>
    public void NoteLanded(long row, long lastSeq, IActorRef gateway)
    {
        if (parts.Options.SnapshotEveryTurns == 0 || isWriting || lastSeq - lastSnapshot < parts.Options.SnapshotEveryTurns)
        {
            return;
        }

        (isWriting, lastSnapshot) = (true, lastSeq);
        Task.Run(() => WriteAsync(row, lastSeq)).PipeTo(gateway);
    }

    /// <summary>The one that was under way has ended.</summary>
    public void NoteDone() => isWriting = false;

    /// <inheritdoc/>
    public void Dispose() => ending.Cancel();

    private async Task<Done> WriteAsync(long row, long lastSeq)
    {
        long begun = parts.Time.GetTimestamp();
        try
        {
            FoldedState state = await new StateReader(parts.Store.Rows, warehouse).LoadAsync(lastSeq, ending.Token).ConfigureAwait(false);
            if (state.Place.Row != row)
            {
                throw new FormatException($"Turn {lastSeq} ends row {state.Place.Row}, and was stored as the end of row {row}.");
            }

            await parts.Store.Rows.WriteSnapshotAsync(warehouse, new TurnSnapshot(row, SnapshotCodec.Write(state.Fold)), ending.Token).ConfigureAwait(false);
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
