using Backorders.Postgres;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Actors.Tests.Postgres;

public sealed class SchemaMigratorTests
{
    private static readonly SchemaPart One = new("fruit", ["CREATE TABLE apple(id int PRIMARY KEY)"], ["SELECT, INSERT ON apple"]);
    private static readonly SchemaPart Two = new("fruit", [.. One.Migrations, "ALTER TABLE apple ADD COLUMN colour text"], One.Grants);

    [PostgresFact]
    public async Task Migrate_OfAnEmptyDatabase_MakesTheTablesOnce()
    {
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

        IReadOnlyList<AppliedMigration> first = await SchemaMigrator.MigrateAsync(options, [Two], null, default);
        IReadOnlyList<AppliedMigration> second = await SchemaMigrator.MigrateAsync(options, [Two], null, default);

        Assert.Equal([new("fruit", 1), new("fruit", 2)], first);
        Assert.Empty(second);
    }

    [PostgresFact]
    public async Task Migrate_OfAnOlderSchema_AppliesOnlyWhatIsMissing()
    {
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await SchemaMigrator.MigrateAsync(options, [One], null, default);

        Assert.Equal([new("fruit", 2)], await SchemaMigrator.MigrateAsync(options, [Two], null, default));
    }

    [PostgresFact]
    public async Task Migrate_ByManyAtOnce_IsDoneByOne()
    {
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

        IReadOnlyList<AppliedMigration>[] all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SchemaMigrator.MigrateAsync(options, [Two], null, default)));

        Assert.Equal(2, all.Sum(a => a.Count));
    }

    [PostgresFact]
    public async Task Migrate_ThatFails_LeavesTheVersionBefore()
    {
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        SchemaPart broken = new("fruit", [.. One.Migrations, "CREATE TABLE pear(id int); SELECT nonsense"], []);

        await Assert.ThrowsAsync<PostgresStartException>(() => SchemaMigrator.MigrateAsync(options, [broken], null, default));

        Assert.Equal([new("fruit", 2)], await SchemaMigrator.MigrateAsync(options, [Two], null, default));
    }

    [PostgresFact]
    public async Task Migrate_OfATableThatADumpHolds_LetsRowsThrough_AndIsDoneAfterIt()
    {
        PostgresOptions options = await PostgresHome.NewAsync();
        await using NpgsqlConnection dump = await (await PostgresServer.SharedAsync()).ConnectAsync(PostgresHome.DatabaseOf(options));
        await using NpgsqlTransaction open = await dump.BeginTransactionAsync();
        await new NpgsqlCommand("SELECT count(*) FROM backorders.apple", dump, open).ExecuteScalarAsync();
        ManualTimeProvider time = new();

        Task<IReadOnlyList<AppliedMigration>> migrating = SchemaMigrator.MigrateAsync(options, [PostgresHome.LaterFruit], null, time, default);
        await Poll.UntilAsync(() => Task.FromResult(time.NextTimer is not null), "the migration steps back", secondsMax: 20);
        await (await PostgresServer.SharedAsync()).ExecuteAsync("INSERT INTO backorders.apple VALUES (1)", PostgresHome.DatabaseOf(options));
        await open.RollbackAsync();
        time.Advance(SchemaMigrator.Pause);

        Assert.Equal([new("fruit", 2)], await migrating);
    }

    [PostgresFact]
    public async Task Migrate_OfATableThatIsHeldForLong_SaysByWhom_AndChangesNothing()
    {
        PostgresOptions options = await PostgresHome.NewAsync();
        await using NpgsqlConnection dump = await (await PostgresServer.SharedAsync()).ConnectAsync(PostgresHome.DatabaseOf(options));
        await using NpgsqlTransaction open = await dump.BeginTransactionAsync();
        await new NpgsqlCommand("SELECT count(*) FROM backorders.apple", dump, open).ExecuteScalarAsync();
        ManualTimeProvider time = new();

        Task<IReadOnlyList<AppliedMigration>> migrating = SchemaMigrator.MigrateAsync(options, [PostgresHome.LaterFruit], null, time, default);
        await Poll.UntilAsync(
            () =>
            {
                if (time.NextTimer is not null)
                {
                    time.Advance(SchemaMigrator.Pause);
                }

                return Task.FromResult(migrating.IsCompleted);
            },
            "the migration gives up");

        Assert.Contains("a dump runs", (await Assert.ThrowsAsync<PostgresStartException>(() => migrating)).Message);
        await using NpgsqlDataSource source = PostgresSources.Create(options, "test");
        Assert.Null(await Trouble(source, options, PostgresHome.Fruit));
    }

    [PostgresFact]
    public async Task Migrate_ByARoleThatOwnsTheSchemaAlone_NeedsNoRightOnTheDatabase()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await server.CreateDatabaseAsync();
        await server.ExecuteAsync("DO $$ BEGIN CREATE ROLE keeper LOGIN PASSWORD 'pw'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        await server.ExecuteAsync("CREATE SCHEMA backorders AUTHORIZATION keeper", PostgresHome.DatabaseOf(options));
        PostgresOptions keeping = new() { ConnectionString = options.ConnectionString.Replace("Username=postgres", "Username=keeper;Password=pw") };

        Assert.Equal(2, (await SchemaMigrator.MigrateAsync(keeping, [Two], null, default)).Count);
    }

    [PostgresFact]
    public async Task Check_SaysMissingOlderAndNewer()
    {
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using NpgsqlDataSource source = PostgresSources.Create(options, "test");

        Assert.Contains("There is no schema 'backorders'", await Trouble(source, options, One));
        await SchemaMigrator.MigrateAsync(options, [One], null, default);
        Assert.Null(await Trouble(source, options, One));
        Assert.Contains("Run 'backorders migrate'", await Trouble(source, options, Two));
        await SchemaMigrator.MigrateAsync(options, [Two], null, default);
        Assert.Contains("Start the later program", await Trouble(source, options, One));
        Assert.Contains("Start the later program", (await Assert.ThrowsAsync<PostgresStartException>(() => SchemaMigrator.MigrateAsync(options, [One], null, default))).Message);
    }

    [PostgresFact]
    public async Task Migrate_WithGrantTo_LetsTheRoleReadAndWriteRowsButMakeNoTables()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await server.CreateDatabaseAsync();
        await server.ExecuteAsync("DO $$ BEGIN CREATE ROLE serving LOGIN PASSWORD 'pw'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        await SchemaMigrator.MigrateAsync(options, [One], "serving", default);
        PostgresOptions serving = new() { ConnectionString = options.ConnectionString.Replace("Username=postgres", "Username=serving;Password=pw") };
        await using NpgsqlDataSource source = PostgresSources.Create(serving, "test");

        await SchemaMigrator.CheckAsync(source, serving, [One], default);
        await using NpgsqlCommand insert = source.CreateCommand("INSERT INTO apple VALUES (1)");
        await insert.ExecuteNonQueryAsync();
        await using NpgsqlCommand delete = source.CreateCommand("DELETE FROM apple");
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => delete.ExecuteNonQueryAsync());
        Assert.Contains("--grant-to", PostgresTrouble.Explain(refused, serving));
        await Assert.ThrowsAsync<PostgresStartException>(() => SchemaMigrator.MigrateAsync(serving, [Two], null, default));
    }

    private static async Task<string?> Trouble(NpgsqlDataSource source, PostgresOptions options, SchemaPart part)
    {
        try
        {
            await SchemaMigrator.CheckAsync(source, options, [part], default);
            return null;
        }
        catch (PostgresStartException e)
        {
            return e.Message;
        }
    }
}
