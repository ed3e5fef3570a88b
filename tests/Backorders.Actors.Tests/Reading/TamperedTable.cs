using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Tests.Reading;

/// <summary>The tables of memory, with rows that somebody changed or removed.</summary>
internal sealed class TamperedTable(IRowTable inner) : IRowTable
{
    private readonly Dictionary<long, byte[]?> changed = [];

    public async Task TamperAsync(long row, Func<byte[], byte[]> change) =>
        changed[row] = change((await RowsAsync(Yard.Warehouse, row - 1, 1, default))[0].Bytes);

    public Task RemoveAsync(long row)
    {
        changed[row] = null;
        return Task.CompletedTask;
    }

    public async ValueTask<long> LastAsync(WarehouseId warehouse, CancellationToken cancellation)
    {
        long last = await inner.LastAsync(warehouse, cancellation);
        while (changed.TryGetValue(last, out byte[]? bytes) && bytes is null)
        {
            last--;
        }

        return last;
    }

    public async ValueTask<StoredPayload?> PrefixAsync(WarehouseId warehouse, long row, int bytes, CancellationToken cancellation) =>
        await inner.PrefixAsync(warehouse, row, int.MaxValue, cancellation) is { } whole && Changed(whole) is { } now
            ? now with { Bytes = now.Bytes[..Math.Min(bytes, now.Bytes.Length)] }
            : null;

    public async ValueTask<IReadOnlyList<StoredPayload>> RowsAsync(WarehouseId warehouse, long afterRow, long bytesMax, CancellationToken cancellation)
    {
        List<StoredPayload> page = [];
        long bytes = 0;
        foreach (StoredPayload row in await inner.RowsAsync(warehouse, afterRow, long.MaxValue, cancellation))
        {
            if (Changed(row) is { } now)
            {
                page.Add(now);
                if ((bytes += now.Bytes.Length) >= bytesMax)
                {
                    break;
                }
            }
        }

        return page;
    }

    public async ValueTask<IReadOnlyList<string>> WarehousesAsync(CancellationToken cancellation) =>
        await LastAsync(Yard.Warehouse, cancellation) == 0 ? [] : await inner.WarehousesAsync(cancellation);

    public ValueTask<IReadOnlyList<string>> SnapshotWarehousesAsync(CancellationToken cancellation) => inner.SnapshotWarehousesAsync(cancellation);

    public ValueTask<IReadOnlyList<StoredPayload>> SnapshotPrefixesAsync(WarehouseId warehouse, int bytes, CancellationToken cancellation) =>
        inner.SnapshotPrefixesAsync(warehouse, bytes, cancellation);

    public ValueTask<StoredPayload?> SnapshotAsync(WarehouseId warehouse, long row, CancellationToken cancellation) => inner.SnapshotAsync(warehouse, row, cancellation);

    public ValueTask WriteSnapshotAsync(WarehouseId warehouse, SnapshotToStore snapshot, IReadOnlyList<long> removed, CancellationToken cancellation) =>
        inner.WriteSnapshotAsync(warehouse, snapshot, removed, cancellation);

    private StoredPayload? Changed(StoredPayload row) => !changed.TryGetValue(row.Row, out byte[]? bytes) ? row : bytes is null ? null : row with { Bytes = bytes };
}
