using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Tests.Reading;

/// <summary>Rows that count what is asked of them, and fail on demand.</summary>
internal sealed class CountingRows(ITurnRows inner) : ITurnRows
{
    private int looks;
    private int pages;

    public bool IsDown { get; set; }

    public int LooksAtTheEnd => looks;

    public int Pages => pages;

    public ValueTask<TurnRowHead?> ReadLastAsync(WarehouseId warehouse, CancellationToken cancellation)
    {
        Interlocked.Increment(ref looks);
        return Up.ReadLastAsync(warehouse, cancellation);
    }

    public ValueTask<TurnRowHead?> ReadHeadAsync(WarehouseId warehouse, long row, CancellationToken cancellation) => Up.ReadHeadAsync(warehouse, row, cancellation);

    public ValueTask<IReadOnlyList<TurnRow>> ReadAfterAsync(WarehouseId warehouse, long afterRow, long bytesMax, CancellationToken cancellation)
    {
        Interlocked.Increment(ref pages);
        return Up.ReadAfterAsync(warehouse, afterRow, bytesMax, cancellation);
    }

    public ValueTask<TurnRowHead?> FindAsync(WarehouseId warehouse, long turn, CancellationToken cancellation) => Up.FindAsync(warehouse, turn, cancellation);

    public ValueTask<IReadOnlyList<WarehouseId>> ListWarehousesAsync(CancellationToken cancellation) => Up.ListWarehousesAsync(cancellation);

    public ValueTask<IReadOnlyList<TurnSnapshotHead>> ListSnapshotsAsync(WarehouseId warehouse, CancellationToken cancellation) =>
        Up.ListSnapshotsAsync(warehouse, cancellation);

    public ValueTask<TurnSnapshot?> ReadSnapshotAsync(WarehouseId warehouse, long upToTurn, int format, CancellationToken cancellation) =>
        Up.ReadSnapshotAsync(warehouse, upToTurn, format, cancellation);

    public ValueTask WriteSnapshotAsync(WarehouseId warehouse, TurnSnapshot snapshot, CancellationToken cancellation) =>
        Up.WriteSnapshotAsync(warehouse, snapshot, cancellation);

    private ITurnRows Up => IsDown ? throw new JournalUnavailableException("The store is away.") : inner;
}
