using Backorders.Domain.Ids;
using Backorders.ReadModel;
using Backorders.ReadModel.Port;

namespace Backorders.Server.Tests;

/// <summary>A store of rows that several nodes of one process share: none of them closes it.</summary>
internal sealed class SharedRows(IReadModelStore inner) : IReadModelStore
{
    /// <summary>How often a writer was told that somebody else had moved the rows.</summary>
    public int Refused { get; private set; }

    public ValueTask<ReadCursor> ReadCursorAsync(WarehouseId warehouse, CancellationToken cancellation) => inner.ReadCursorAsync(warehouse, cancellation);

    public ValueTask ResetAsync(WarehouseId warehouse, ReadCursor from, CancellationToken cancellation) =>
        throw new InvalidOperationException($"The rows of {warehouse} were thrown away at {from}.");

    public ValueTask<RowBatch> LoadAsync(WarehouseId warehouse, RowKeys keys, CancellationToken cancellation) => inner.LoadAsync(warehouse, keys, cancellation);

    public async ValueTask CommitAsync(WarehouseId warehouse, ReadCursor from, RowBatch batch, CancellationToken cancellation)
    {
        try
        {
            await inner.CommitAsync(warehouse, from, batch, cancellation);
        }
        catch (RowsMovedException)
        {
            Refused++;
            throw;
        }
    }

    public ValueTask DisposeAsync() => default;
}
