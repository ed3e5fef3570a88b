using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;

namespace Backorders.Actors.Tests.Storage;

public sealed class MemoryStoreTests : StoreConformance
{
    protected override Task<ITurnStore> OpenAsync() => Task.FromResult<ITurnStore>(new MemoryTurnStore(TimeProvider.System));

    protected override void Close()
    {
    }
}
