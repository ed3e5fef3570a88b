using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Storage.Reading;

namespace Backorders.Actors.Tests.Reading;

public sealed class MemoryReadingTests : ReadingConformance
{
    private TamperedTable table = null!;

    private protected override ITurnRows Rows => new TurnRows(table);

    protected override Task<ITurnStore> OpenAsync()
    {
        MemoryTurnStore store = new(TimeProvider.System);
        table = new(store.Tables);
        return Task.FromResult<ITurnStore>(store);
    }

    protected override void Close()
    {
    }

    protected override Task TamperAsync(long row, Func<byte[], byte[]> change) => table.TamperAsync(row, change);

    protected override Task RemoveAsync(long row) => table.RemoveAsync(row);
}
