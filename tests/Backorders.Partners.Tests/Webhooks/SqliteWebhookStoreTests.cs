using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Microsoft.Data.Sqlite;

namespace Backorders.Partners.Tests.Webhooks;

public sealed class SqliteWebhookStoreTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-webhooks-");

    private string File => Path.Combine(folder.FullName, "webhooks.db");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Endpoint_PutAndLoaded_IsTheSame_InTheOrderOfMaking()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.EndpointsAreTheSameInTheOrderOfMakingAsync(store);
    }

    [Fact]
    public async Task Position_OfAnEndpointThatIsGone_IsNotKept()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.PositionOfAnEndpointThatIsGoneIsNotKeptAsync(store);
    }

    [Fact]
    public async Task DeadLetters_AreListedInOrder_FoundAndForgotten()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.DeadLettersAreListedFoundAndForgottenAsync(store);
    }

    [Fact]
    public async Task Position_IsTakenOnly_InThePlaceOfTheOneRead()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.PositionIsTakenInThePlaceOfTheOneReadAsync(store);
    }

    [Fact]
    public async Task Endpoint_IsTakenOnly_InThePlaceOfTheOneRead()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.EndpointIsTakenInThePlaceOfTheOneReadAsync(store);
    }

    [Fact]
    public async Task Positions_OfWarehousesLeftOut_Go()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.PositionsOfOtherWarehousesGoAsync(store);
    }

    [Fact]
    public async Task Generation_RisesWithEndpointsAlone()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.GenerationRisesWithEndpointsAsync(store);
    }

    [Fact]
    public async Task Store_OpenedAgain_HoldsWhatWasPut()
    {
        string path = Path.Combine(folder.FullName, "again.db");
        await using (SqliteWebhookStore first = SqliteWebhookStore.Open(path))
        {
            await first.PutAsync(StoreConformance.Endpoint("wh_a"), [StoreConformance.Position("wh_a", 5)]);
            await first.PutAsync(StoreConformance.Position("wh_a", 6) with { Version = 1 });
        }

        await using SqliteWebhookStore second = SqliteWebhookStore.Open(path);
        Assert.Equal(6, (await second.LoadAsync()).Positions.Single().Cursor);
        Assert.Equal("whsec_AAAA", (await second.LoadAsync()).Endpoints.Single().Secrets[0].Text);
    }

    [Fact]
    public async Task Position_StoredBeforeThereWereVersions_IsTheOneRead()
    {
        await using (SqliteWebhookStore first = SqliteWebhookStore.Open(File))
        {
            await first.PutAsync(StoreConformance.Endpoint("wh_a"), [StoreConformance.Position("wh_a", 5)]);
        }

        Execute(File, "UPDATE endpoint SET body = json_remove(body, '$.version'); UPDATE position SET body = json_remove(body, '$.version')");
        await using SqliteWebhookStore store = SqliteWebhookStore.Open(File);
        (WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions) = (await store.FindAsync("wh_a"))!.Value;
        Assert.True(await store.PutAsync(positions.Single() with { Cursor = 6 }));
        Assert.True(await store.PutAsync(endpoint with { Description = "changed" }, []));
        Assert.False(await store.PutAsync(endpoint with { Description = "changed again" }, []));
    }

    [Fact]
    public async Task File_HoldsSecrets_AndIsThisUsersAlone()
    {
        await using IWebhookStore store = await OpenAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public async Task Store_OpenElsewhere_SaysSo()
    {
        await using IWebhookStore store = await OpenAsync();
        Assert.Contains("locked", Assert.Throws<WebhookStoreException>(() => SqliteWebhookStore.Open(File)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE other(x)", "another program")]
    [InlineData("PRAGMA application_id = 1112233800; PRAGMA user_version = 99", "version 99")]
    public void File_ThatIsNotThisPrograms_IsRefused(string sql, string says)
    {
        string path = Path.Combine(folder.FullName, "other.db");
        Execute(path, sql);
        Assert.Contains(says, Assert.Throws<WebhookStoreException>(() => SqliteWebhookStore.Open(path)).Message, StringComparison.Ordinal);
    }

    private static void Execute(string path, string sql)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private Task<IWebhookStore> OpenAsync() => Task.FromResult<IWebhookStore>(SqliteWebhookStore.Open(File));
}
