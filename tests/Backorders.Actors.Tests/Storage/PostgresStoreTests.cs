using Backorders.Actors.Storage;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Storage;

[TestCaseOrderer(OnlyWithPostgres.Name, OnlyWithPostgres.Assembly)]
public sealed class PostgresStoreTests : StoreConformance
{
    protected override async Task<ITurnStore> OpenAsync() => await TurnDatabase.OpenAsync(await TurnDatabase.NewSchemaAsync());

    protected override void Close()
    {
    }
}
