using Microsoft.Data.Sqlite;

namespace Backorders.Webhooks.Tests;

public sealed class SqliteWebhookStoreTests : StoreConformance
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-webhooks-");

    private string File => Path.Combine(folder.FullName, "webhooks.db");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Store_OpenedAgain_HoldsWhatWasPut()
    {
        string path = Path.Combine(folder.FullName, "again.db");
        await using (SqliteWebhookStore first = SqliteWebhookStore.Open(path))
        {
            await first.PutAsync(Endpoint("wh_a"), [Position("wh_a", 5)]);
            await first.PutAsync(Position("wh_a", 6));
        }

        await using SqliteWebhookStore second = SqliteWebhookStore.Open(path);
        Assert.Equal(6, (await second.LoadAsync()).Positions.Single().Cursor);
        Assert.Equal("whsec_AAAA", (await second.LoadAsync()).Endpoints.Single().Secrets[0].Text);
    }

    [Fact]
    public void File_HoldsSecrets_AndIsThisUsersAlone()
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public void Store_OpenElsewhere_SaysSo() => Assert.Contains("locked", Assert.Throws<WebhookStoreException>(() => SqliteWebhookStore.Open(File)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("CREATE TABLE other(x)", "another program")]
    [InlineData("PRAGMA application_id = 1112233800; PRAGMA user_version = 99", "version 99")]
    public void File_ThatIsNotThisPrograms_IsRefused(string sql, string says)
    {
        string path = Path.Combine(folder.FullName, "other.db");
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        Assert.Contains(says, Assert.Throws<WebhookStoreException>(() => SqliteWebhookStore.Open(path)).Message, StringComparison.Ordinal);
    }

    protected override Task<IWebhookStore> OpenAsync() => Task.FromResult<IWebhookStore>(SqliteWebhookStore.Open(File));
}
