using Akka.Actor;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain;
using Backorders.Engine;
using Backorders.Engine.Sessions;
using Backorders.Journal;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Writes a warehouse's snapshots: folded beside its actors from the last snapshot and the rows after it, so they hold nothing that is not durable, under the number of the
/// very row that was folded last. Used by the gateway alone; the work is done on the pool.
/// </summary>
internal sealed class SnapshotKeeper(WarehouseId warehouse, WarehouseParts parts) : IDisposable
{
    /// <summary>Stored bytes of a page of rows.</summary>
    private const long pageBytes = 8 * 1024 * 1024;

    private readonly CancellationTokenSource ending = new();
    private long lastSnapshot;
    private long lastRow;
    private bool isWriting;

    /// <summary>The warehouse was recovered: snapshots are counted from the one that was used.</summary>
    public void Begin(WarehouseGateway.Recovered recovered)
    {
        lastSnapshot = recovered.WasKept ? lastSnapshot : recovered.SnapshotSeq;
        lastRow = recovered.Row;
    }

    /// <summary>A row is durable: perhaps a snapshot is due.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="lastSeq">Its last turn.</param>
    /// <param name="gateway">Hears the end by <see cref="Done"/>.</param>
    public void NoteLanded(long row, long lastSeq, IActorRef gateway)
    {
        lastRow = row;
        if (parts.Options.SnapshotEveryTurns == 0 || isWriting || lastSeq - lastSnapshot < parts.Options.SnapshotEveryTurns)
        {
            return;
        }

        (isWriting, lastSnapshot) = (true, lastSeq);
        Task.Run(() => WriteAsync(row, lastSeq, () => LoadAsync(parts.Store.Rows, warehouse, row, ending.Token))).PipeTo(gateway);
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
    public void NoteDone() => isWriting = false;

    /// <inheritdoc/>
    public void Dispose() => ending.Cancel();

    /// <summary>The state at a row, from the latest snapshot before it and the rows since.</summary>
    /// <exception cref="FormatException">A row is not what was written.</exception>
    /// <exception cref="JournalCorruptException">The journal ends before that row: it was set back.</exception>
    public static async Task<ShardFold> LoadAsync(ITurnRows rows, WarehouseId warehouse, long upToRow, CancellationToken cancellation)
    {
        UsableSnapshot? snapshot = await UsableSnapshot.FindAsync(rows, warehouse, upToRow, null, cancellation).ConfigureAwait(false);
        (long at, ShardFold fold) = snapshot is null ? (0, new ShardFold()) : (snapshot.Row, snapshot.State);
        while (at < upToRow)
        {
            IReadOnlyList<TurnRow> page = await rows.ReadAfterAsync(warehouse, at, pageBytes, cancellation).ConfigureAwait(false);
            if (page.Count == 0)
            {
                throw new JournalCorruptException(ShardMap.ShardOf(warehouse), at + 1, $"the row is missing; row {upToRow} was there.");
            }

            foreach (TurnRow row in page)
            {
                if (row.Number <= upToRow)
                {
                    SessionBatches.Fold(fold, warehouse, row.Batch);
                    at = row.Number;
                }
            }
        }

        return fold;
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
