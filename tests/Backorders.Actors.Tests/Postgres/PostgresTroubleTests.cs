using Backorders.Actors.Tests.Storage;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Actors.Tests.Postgres;

/// <summary>What a person reads when the database cannot be used.</summary>
public sealed class PostgresTroubleTests
{
    [PostgresFact]
    public async Task WrongPassword_NamesTheSettingsAndNotThePassword()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("DO $$ BEGIN CREATE ROLE guarded LOGIN PASSWORD 'right'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        PostgresOptions options = server.OptionsOf("postgres", "guarded");
        options.ConnectionString += ";Password=wrongword";

        string said = await Said(options);

        Assert.Contains("Postgres:PasswordFile", said);
        Assert.DoesNotContain("wrongword", said);
    }

    [PostgresFact]
    public async Task PasswordFile_IsUsed_AndOnlyItsFirstLine()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("DO $$ BEGIN CREATE ROLE filed LOGIN PASSWORD 'right'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        using TemporaryFolder folder = new();
        PostgresOptions options = server.OptionsOf("postgres", "filed");
        options.PasswordFile = folder.Sub("password");
        await File.WriteAllTextAsync(options.PasswordFile, "right\nsecond line\n");

        await using NpgsqlDataSource source = PostgresSources.Create(options, "test");
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();

        Assert.Equal("backorders", (string?)await new NpgsqlCommand("SHOW search_path", connection).ExecuteScalarAsync());
    }

    [PostgresFact]
    public async Task PasswordFile_ThatIsChanged_IsReadForTheNextConnection_AndItsLossIsNamed()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("DO $$ BEGIN CREATE ROLE turned LOGIN PASSWORD 'first'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        using TemporaryFolder folder = new();
        PostgresOptions options = server.OptionsOf("postgres", "turned");
        options.PasswordFile = folder.Sub("password");
        await File.WriteAllTextAsync(options.PasswordFile, "first");
        await using NpgsqlDataSource source = PostgresSources.Create(options, "test", adjust: to => to.Pooling = false);
        await (await source.OpenConnectionAsync()).DisposeAsync();

        await server.ExecuteAsync("ALTER ROLE turned PASSWORD 'second'");
        await Assert.ThrowsAsync<PostgresException>(async () => await source.OpenConnectionAsync());
        await File.WriteAllTextAsync(options.PasswordFile, "second");
        await (await source.OpenConnectionAsync()).DisposeAsync();

        File.Delete(options.PasswordFile);
        Exception lost = await Assert.ThrowsAnyAsync<Exception>(async () => await source.OpenConnectionAsync());
        Assert.True(PostgresTrouble.IsKnown(lost));
        Assert.Contains("Postgres:PasswordFile", PostgresTrouble.Explain(lost, options));
    }

    [PostgresFact]
    public async Task NoSuchDatabase_NamesTheSetting() =>
        Assert.Contains("correct Database in Postgres:ConnectionString", await Said((await PostgresServer.SharedAsync()).OptionsOf("nowhere")));

    [Fact]
    public async Task NobodyListens_NamesTheSetting() =>
        Assert.Contains("Postgres:ConnectionString", await Said(new() { ConnectionString = "Host=127.0.0.1;Port=1;Database=d;Username=u" }));

    [PostgresFact]
    public async Task Standby_RefusesToWrite_AndTheMessageNamesThePrimary()
    {
        await using PostgresServer primary = await PostgresServer.StartAsync();
        await using PostgresServer standby = await primary.AddStandbyAsync("s1");
        PostgresOptions options = standby.OptionsOf("postgres");

        Assert.Contains("Name the primary", await Said(options, "CREATE TABLE t(x int)"));

        options.ConnectionString = $"Host=127.0.0.1:{standby.Port},127.0.0.1:{primary.Port};Database=postgres;Username=postgres";
        await using NpgsqlDataSource both = PostgresSources.Create(options, "test");
        await using NpgsqlConnection connection = await both.OpenConnectionAsync();
        Assert.Equal(primary.Port, connection.Port);
    }

    [PostgresFact]
    public async Task NoConnectionLeft_NamesWhatToLower()
    {
        await using PostgresServer server = await PostgresServer.StartAsync("max_connections = 5", "superuser_reserved_connections = 1", "max_wal_senders = 0", "fsync = off");
        await server.ExecuteAsync("CREATE ROLE crowd LOGIN PASSWORD 'pw'");
        PostgresOptions options = server.OptionsOf("postgres", "crowd");
        options.ConnectionString += ";Password=pw";
        await using NpgsqlDataSource source = PostgresSources.Create(options, "test");
        List<NpgsqlConnection> open = [];
        Exception? refused = null;
        while (refused is null && open.Count < 10)
        {
            refused = await Record.ExceptionAsync(async () => open.Add(await source.OpenConnectionAsync()));
        }

        Assert.Contains("lower 'Maximum Pool Size'", PostgresTrouble.Explain(refused!, options));
        open.ForEach(c => c.Dispose());
    }

    [PostgresFact]
    public async Task ServerThatStops_IsSaidToStop()
    {
        await using PostgresServer server = await PostgresServer.StartAsync("fsync = off");
        PostgresOptions options = server.OptionsOf("postgres");
        await using NpgsqlDataSource source = PostgresSources.Create(options, "test");
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        await server.StopAsync(PostgresStop.Fast);

        Exception? e = await Record.ExceptionAsync(() => new NpgsqlCommand("SELECT 1", connection).ExecuteScalarAsync());

        Assert.NotNull(e);
        Assert.True(PostgresTrouble.IsKnown(e));
        Assert.False(PostgresTrouble.IsPlainError(e));
        Assert.Contains("shutting down", PostgresTrouble.Explain(e, options));
    }

    private static async Task<string> Said(PostgresOptions options, string sql = "SELECT 1")
    {
        await using NpgsqlDataSource source = PostgresSources.Create(options, "test");
        await using NpgsqlCommand command = source.CreateCommand(sql);
        Exception? e = await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync());
        Assert.True(PostgresTrouble.IsKnown(Assert.IsAssignableFrom<Exception>(e)));
        return PostgresTrouble.Explain(e, options);
    }
}
