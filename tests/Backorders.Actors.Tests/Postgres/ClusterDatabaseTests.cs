using Backorders.Postgres;
using Backorders.Testing;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Postgres;

/// <summary>What is refused of any database before a node serves from it, and what it says. What the actors' store looks at besides is said by its own tests.</summary>
public sealed class ClusterDatabaseTests
{
    private static readonly TimeSpan skewMax = TimeSpan.FromSeconds(10);

    [PostgresFact]
    public async Task Check_OfAMigratedDatabase_FindsNothing() => Assert.Null(await SaidAsync(await PostgresHome.NewAsync()));

    [PostgresFact]
    public async Task Check_OfADatabaseThatIsNobodysYet_SaysMigrate()
    {
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        Assert.Contains("backorders migrate", await SaidAsync(options));

        await SchemaMigrator.MigrateAsync(options, [PostgresHome.Fruit], null, default);

        Assert.Contains("belongs to no cluster yet", await SaidAsync(options));
    }

    [PostgresFact]
    public async Task Check_OfAnotherClustersSchema_NamesBothAndTheSetting()
    {
        string? said = await SaidAsync(await PostgresHome.NewAsync(), PostgresHome.Cluster("other"));

        Assert.Contains("'test'", said);
        Assert.Contains("'other'", said);
        Assert.Contains("Cluster:Name", said);
    }

    [PostgresFact]
    public async Task Check_OfASchemaMadeForAnotherNumberOfShards_NamesBoth() =>
        Assert.Contains("256 shards; this program has 64", await SaidAsync(await PostgresHome.NewAsync(), PostgresHome.Cluster() with { ShardCount = 64 }));

    [PostgresFact]
    public async Task Migrate_OfAnotherClustersSchema_IsRefused_AndChangesNothing()
    {
        PostgresOptions options = await PostgresHome.NewAsync();

        Assert.Contains("Cluster:Name", (await Assert.ThrowsAsync<PostgresStartException>(
            () => ClusterDatabase.MigrateAsync(options, [PostgresHome.LaterFruit], PostgresHome.Cluster("other"), null, default))).Message);

        Assert.Null(await SaidAsync(options));
    }

    [PostgresTheory]
    [InlineData("off", true)]
    [InlineData("local", true)]
    [InlineData("remote_write", true)]
    [InlineData("on", false)]
    [InlineData("remote_apply", false)]
    public async Task Check_OfSynchronousCommit_RefusesLessThanOn(string value, bool refused)
    {
        PostgresOptions options = await PostgresHome.NewAsync();
        await (await PostgresServer.SharedAsync()).ExecuteAsync($"ALTER DATABASE {PostgresHome.DatabaseOf(options)} SET synchronous_commit = {value}");

        Assert.Equal(refused, (await SaidAsync(options))?.Contains($"synchronous_commit = {value}") ?? false);
    }

    [PostgresTheory]
    [InlineData(1, "ahead of")]
    [InlineData(-1, "behind")]
    public async Task Check_WithAClockThatIsAnHourOff_IsRefusedAndNamesTheSetting(int hours, string which)
    {
        string? said = await SaidAsync(await PostgresHome.NewAsync(), time: new ManualTimeProvider(TimeProvider.System.GetUtcNow().AddHours(hours)));

        Assert.Contains(which, said);
        Assert.Contains("Cluster:ClockSkewSecondsMax", said);
    }

    [PostgresFact]
    public async Task Check_WithAClockThatIsALittleOff_FindsNothing() =>
        Assert.Null(await SaidAsync(await PostgresHome.NewAsync(), time: new ManualTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(4))));

    [PostgresFact]
    public async Task Check_OfAStandby_OrAReadOnlyServer_IsRefused()
    {
        await using PostgresServer primary = await PostgresServer.StartAsync();
        PostgresOptions options = await PostgresHome.NewAsync(primary);
        await using PostgresServer standby = await primary.AddStandbyAsync("s1");

        Assert.Contains("is a standby", await SaidAsync(standby.OptionsOf(PostgresHome.DatabaseOf(options))));
        await primary.SetAsync("default_transaction_read_only", "on");
        Assert.Contains("default_transaction_read_only", await SaidAsync(options));
    }

    [PostgresFact]
    public async Task Check_ByARoleWithoutARight_NamesIt_AndWithAllOfThemFindsNothing()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await PostgresHome.NewAsync();
        await server.ExecuteAsync("DO $$ BEGIN CREATE ROLE node_role LOGIN PASSWORD 'pw'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        PostgresOptions serving = new() { ConnectionString = options.ConnectionString.Replace("Username=postgres", "Username=node_role;Password=pw") };

        Assert.Contains("--grant-to", await SaidAsync(serving));
        await ClusterDatabase.MigrateAsync(options, [PostgresHome.Fruit], PostgresHome.Cluster(), "node_role", default);
        Assert.Null(await SaidAsync(serving));

        await server.ExecuteAsync("REVOKE INSERT ON backorders.apple FROM node_role", PostgresHome.DatabaseOf(options));
        string? lacking = await SaidAsync(serving);
        Assert.Contains("INSERT ON apple", lacking);
        Assert.Contains("--grant-to", lacking);
    }

    private static async Task<string?> SaidAsync(PostgresOptions options, ClusterIdentity? cluster = null, TimeProvider? time = null)
    {
        try
        {
            await ClusterDatabase.CheckAsync(options, [PostgresHome.Fruit], cluster ?? PostgresHome.Cluster(), skewMax, time ?? TimeProvider.System, null, default);
            return null;
        }
        catch (PostgresStartException e)
        {
            return e.Message;
        }
    }
}
