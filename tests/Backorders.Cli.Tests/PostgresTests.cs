using Backorders.Cli.Terminal;
using Backorders.Postgres;
using Backorders.Testing.Postgres;

namespace Backorders.Cli.Tests;

/// <summary>The commands on a PostgreSQL database, as an operator meets them.</summary>
public sealed class PostgresTests
{
    [PostgresFact]
    public async Task Migrate_MakesTheTablesOnce_AndSaysWhatItDid()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions database = await server.CreateDatabaseAsync();
        await server.ExecuteAsync("CREATE ROLE migrate_to LOGIN PASSWORD 'pw'");

        CliRun first = await CliRun.OfAsync(["migrate", "--postgres", database.ConnectionString, "--grant-to", "migrate_to"]);
        CliRun second = await CliRun.OfAsync(["migrate", "--postgres", database.ConnectionString]);

        Assert.Equal((ExitCodes.Done, ExitCodes.Done), (first.Code, second.Code));
        Assert.Contains("turns: version 1", first.Out);
        Assert.Contains("role migrate_to may serve", first.Out);
        Assert.DoesNotContain("version", second.Out);
        Assert.Contains("was up to date", second.Out);
    }

    [PostgresFact]
    public async Task Serve_OnASchemaThatIsNotThere_ExitsWithFourAndSaysMigrate()
    {
        PostgresOptions database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

        CliRun run = await ServeAsync(database.ConnectionString);

        Assert.Equal(ExitCodes.CannotStart, run.Code);
        Assert.Contains("backorders migrate", run.Error);
    }

    [PostgresFact]
    public async Task Serve_InAnotherCluster_ExitsWithFourAndNamesTheSetting()
    {
        PostgresOptions database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await CliRun.OfAsync(["migrate", "--postgres", database.ConnectionString]);

        CliRun run = await ServeAsync(database.ConnectionString, "\"Cluster\": { \"Name\": \"other\" },");

        Assert.Equal(ExitCodes.CannotStart, run.Code);
        Assert.Contains("Cluster:Name", run.Error);
    }

    [PostgresFact]
    public async Task Serve_WithAWrongPassword_ExitsWithFourAndKeepsItToItself()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("CREATE ROLE wrong_pw LOGIN PASSWORD 'right'");

        CliRun run = await ServeAsync(server.OptionsOf("postgres", "wrong_pw").ConnectionString + ";Password=swordfish");

        Assert.Equal(ExitCodes.CannotStart, run.Code);
        Assert.Contains("Postgres:ConnectionString", run.Error);
        Assert.DoesNotContain("swordfish", run.Error + run.Out);
    }

    [Fact]
    public async Task Serve_WhenNobodyListens_ExitsWithFourAndNamesTheSetting()
    {
        CliRun run = await ServeAsync("Host=127.0.0.1;Port=1;Database=d;Username=u");

        Assert.Equal(ExitCodes.CannotStart, run.Code);
        Assert.Contains("Postgres:ConnectionString", run.Error);
    }

    [Fact]
    public async Task Serve_WithoutAConnection_ExitsWithFourAndNamesTheSetting()
    {
        CliRun run = await ServeAsync(string.Empty);

        Assert.Equal(ExitCodes.CannotStart, run.Code);
        Assert.Contains("Postgres:ConnectionString: name the database", run.Error);
    }

    [PostgresFact]
    public async Task Verify_OfAnEmptyJournal_IsDone_AndOfNoTables_IsNot()
    {
        PostgresOptions database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

        CliRun before = await CliRun.OfAsync(["verify", "--postgres", database.ConnectionString]);
        await CliRun.OfAsync(["migrate", "--postgres", database.ConnectionString]);
        CliRun after = await CliRun.OfAsync(["verify", "--postgres", database.ConnectionString]);

        Assert.Equal(ExitCodes.CannotStart, before.Code);
        Assert.Contains("backorders migrate", before.Error);
        Assert.Equal(ExitCodes.Done, after.Code);
    }

    [PostgresFact]
    public async Task Bench_OnPostgres_AnswersEveryScan_AndLeavesNoSchema()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions database = await server.CreateDatabaseAsync();

        CliRun run = await CliRun.OfAsync(["bench", "--postgres", database.ConnectionString, "--seconds", "1", "--rate", "50", "--json"]);

        Assert.True(run.Code == ExitCodes.Done, run.Error);
        Assert.Equal(4, run.Out.Split('\n').Count(l => l.Contains("\"per_second\"")));
        string name = database.ConnectionString.Split("Database=")[1].Split(';')[0];
        Assert.Equal(0L, await server.QueryAsync("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'backorders%'", name));
    }

    private static async Task<CliRun> ServeAsync(string connection, string more = "")
    {
        using Folder folder = new();
        string config = folder.Write(
            "node.json",
            $$"""
            { "Backorders": { {{more}} "Journal": "Postgres", "DataDirectory": "{{folder.Path}}", "Listen": { "Http": "127.0.0.1:0", "Grpc": "127.0.0.1:0" },
              "Log": { "Console": false }, "Postgres": { "ConnectionString": "{{connection}}" } } }
            """);
        return await CliRun.OfAsync(["serve", "--config", config]);
    }
}
