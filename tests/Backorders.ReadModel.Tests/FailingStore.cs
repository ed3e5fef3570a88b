using Backorders.Domain.Ids;
using Backorders.ReadModel.Port;


namespace Backorders.ReadModel.Tests;

/// <summary>A store of which every third commit fails: after it was stored, or before.</summary>
internal sealed class FailingStore(IReadModelStore inner, bool stored) : IReadModelStore
{
    private int commits;

    public ValueTask<ReadCursor> ReadCursorAsync(WarehouseId warehouse, CancellationToken cancellation) => inner.ReadCursorAsync(warehouse, cancellation);

    public ValueTask ResetAsync(WarehouseId warehouse, ReadCursor from, CancellationToken cancellation) => inner.ResetAsync(warehouse, from, cancellation);

    public ValueTask<RowBatch> LoadAsync(WarehouseId warehouse, RowKeys keys, CancellationToken cancellation) => inner.LoadAsync(warehouse, keys, cancellation);

    public async ValueTask CommitAsync(WarehouseId warehouse, ReadCursor from, RowBatch batch, CancellationToken cancellation)
    {
        bool fails = ++commits % 3 == 0;
        if (!fails || stored)
        {
            await inner.CommitAsync(warehouse, from, batch, cancellation);
        }

        if (fails)
        {
            throw new ReadModelUnavailableException("The disk said no.");
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
