using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Sqlite;

namespace Backorders.Actors.Tests.Storage;

public sealed class SqliteStoreTests : StoreConformance
{
    private readonly TemporaryFolder folder = new();

    protected override Task<ITurnStore> OpenAsync() => Task.FromResult<ITurnStore>(SqliteTurnStore.Open(new() { Path = folder.Journal }, TimeProvider.System));

    protected override void Close() => folder.Dispose();
}
