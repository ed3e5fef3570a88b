using Backorders.Postgres;
using Backorders.Server.Audit.Stores;
using Backorders.Testing.Postgres;

namespace Backorders.Server.Tests.Audit;

/// <summary>The audit in PostgreSQL keeps what every one keeps.</summary>
public sealed class PostgresAuditStoreTests : AuditStoreConformance
{
    private PostgresOptions options = null!;

    public override async Task InitializeAsync()
    {
        if (PostgresPrograms.WhySkip is not null)
        {
            return;
        }

        options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await SchemaMigrator.MigrateAsync(options, [PostgresAuditStore.Part], null, CancellationToken.None);
        Store = new PostgresAuditStore(options, "test");
    }

    public override async Task DisposeAsync() => await (Store?.DisposeAsync() ?? default);

    [PostgresFact]
    public override Task Record_IsReadAsItWasPut_AlsoAfterAReopening_AndPutAgainByItsId() => base.Record_IsReadAsItWasPut_AlsoAfterAReopening_AndPutAgainByItsId();

    [PostgresFact]
    public override Task Records_AreListedNewestFirst_OfOneTimeByTheirId_FromAnyPlaceOn() => base.Records_AreListedNewestFirst_OfOneTimeByTheirId_FromAnyPlaceOn();

    [PostgresFact]
    public override Task Filter_FindsWhatItNames() => base.Filter_FindsWhatItNames();

    [PostgresFact]
    public override Task OldRecords_AreDeletedInSlices_TheOldestFirst() => base.OldRecords_AreDeletedInSlices_TheOldestFirst();

    [PostgresFact]
    public override Task RefusalsBeyondWhatIsKept_AreDeletedOldestFirst_AndNothingElse() => base.RefusalsBeyondWhatIsKept_AreDeletedOldestFirst_AndNothingElse();

    protected override async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = new PostgresAuditStore(options, "test");
    }
}
