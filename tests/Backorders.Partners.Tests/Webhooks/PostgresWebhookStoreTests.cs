using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Backorders.Partners.Webhooks.Postgres;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>The store on a real PostgreSQL, by itself and under two nodes.</summary>
public sealed class PostgresWebhookStoreTests
{
    [PostgresFact]
    public async Task Endpoint_PutAndLoaded_IsTheSame_InTheOrderOfMaking()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.EndpointsAreTheSameInTheOrderOfMakingAsync(store);
    }

    [PostgresFact]
    public async Task Position_OfAnEndpointThatIsGone_IsNotKept()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.PositionOfAnEndpointThatIsGoneIsNotKeptAsync(store);
    }

    [PostgresFact]
    public async Task DeadLetters_AreListedInOrder_FoundAndForgotten()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.DeadLettersAreListedFoundAndForgottenAsync(store);
    }

    [PostgresFact]
    public async Task Position_IsTakenOnly_InThePlaceOfTheOneRead()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.PositionIsTakenInThePlaceOfTheOneReadAsync(store);
    }

    [PostgresFact]
    public async Task Endpoint_IsTakenOnly_InThePlaceOfTheOneRead()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.EndpointIsTakenInThePlaceOfTheOneReadAsync(store);
    }

    [PostgresFact]
    public async Task Positions_OfWarehousesLeftOut_Go()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.PositionsOfOtherWarehousesGoAsync(store);
    }

    [PostgresFact]
    public async Task Generation_RisesWithEndpointsAlone()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.GenerationRisesWithEndpointsAsync(store);
    }

    [PostgresFact]
    public async Task Delivery_IsMadeByTheNodeThatServes_AndByTheOtherAfterAMove()
    {
        await using Pair pair = await OpenPairAsync();
        await SharingConformance.MoveAsync(pair);
    }

    [PostgresFact]
    public async Task Courier_ThatWasOvertaken_MovesNoCursorBack()
    {
        await using Pair pair = await OpenPairAsync();
        await SharingConformance.OvertakenCourierAsync(pair);
    }

    [PostgresFact]
    public async Task Changes_ThroughAnyNode_ReachTheOthers()
    {
        await using Pair pair = await OpenPairAsync();
        await SharingConformance.ChangesReachOthersAsync(pair);
    }

    [PostgresFact]
    public async Task Retries_GoOnWhereTheOtherNodeLeftThem()
    {
        await using Pair pair = await OpenPairAsync();
        await SharingConformance.RetriesMoveAsync(pair);
    }

    [PostgresFact]
    public async Task Changes_ThroughTwoNodesAtOnce_AreBothMade()
    {
        await using Pair pair = await OpenPairAsync();
        await SharingConformance.ChangesAtOnceAsync(pair);
    }

    [PostgresFact]
    public async Task Role_ThatServes_NeedsNoMoreThanItIsGranted()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await server.CreateDatabaseAsync();
        await server.ExecuteAsync("CREATE ROLE webhooks_server LOGIN PASSWORD 'secret'");
        await SchemaMigrator.MigrateAsync(options, [PostgresWebhookStore.Part], "webhooks_server", CancellationToken.None);
        options.ConnectionString = options.ConnectionString.Replace("Username=postgres", "Username=webhooks_server;Password=secret", StringComparison.Ordinal);
        await using PostgresWebhookStore store = new(options, "test");
        await StoreConformance.DeadLettersAreListedFoundAndForgottenAsync(store);
        await store.DeleteAsync("wh_a");
    }

    [PostgresFact]
    public async Task Store_WithoutTables_SaysWhatToDo()
    {
        await using PostgresWebhookStore store = new(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(), "test");
        Assert.Contains("backorders migrate", (await Assert.ThrowsAsync<WebhookStoreException>(async () => await store.LoadAsync())).Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Change_WhoseWaitForTheStandbyIsCancelled_IsNoSuccess()
    {
        await using PostgresServer primary = await PostgresServer.StartAsync();
        await using PostgresServer standby = await primary.AddStandbyAsync("s1");
        await primary.SetAsync("synchronous_standby_names", "s1");
        await using PostgresWebhookStore store = new(await MigratedAsync(primary), "test");
        await store.PutAsync(StoreConformance.Endpoint("wh_a"), [StoreConformance.Position("wh_a", 5)]);
        standby.Pause();

        await AssertUnconfirmedAsync(primary, store.PutAsync(StoreConformance.Position("wh_a", 9) with { Version = 1 }).AsTask());
        await AssertUnconfirmedAsync(primary, store.PutAsync(StoreConformance.Endpoint("wh_b"), []).AsTask());
        standby.Resume();
    }

    /// <summary>Cancels what waits for the standby, as a command's timeout or an operator would.</summary>
    private static async Task AssertUnconfirmedAsync(PostgresServer primary, Task change)
    {
        await Poll.UntilAsync(
            async () => await primary.QueryAsync("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name LIKE '%webhooks'") is true,
            "the change waits for the standby");
        Assert.Contains("not confirmed by the standby", (await Assert.ThrowsAsync<WebhookStoreException>(() => change)).Message, StringComparison.Ordinal);
    }

    private static async Task<PostgresOptions> MigratedAsync(PostgresServer? server = null)
    {
        PostgresOptions options = await (server ?? await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await SchemaMigrator.MigrateAsync(options, [PostgresWebhookStore.Part], null, CancellationToken.None);
        return options;
    }

    private static async Task<IWebhookStore> OpenAsync() => new PostgresWebhookStore(await MigratedAsync(), "test");

    private static async Task<Pair> OpenPairAsync()
    {
        PostgresOptions options = await MigratedAsync();
        return await Pair.StartAsync(() => new PostgresWebhookStore(options, "test"));
    }
}
