using Backorders.Journal.Cluster;
using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Backorders.Testing;
using Backorders.Testing.Postgres;

namespace Backorders.Journal.Tests;

/// <summary>What is refused before a node serves from a database, and what it says.</summary>
public sealed class PostgresStoreTests
{
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(10);

    [PostgresFact]
    public async Task Check_OfAMigratedDatabase_FindsNothing() => Assert.Null(await SaidAsync(await PostgresHome.NewAsync()));

    [PostgresFact]
    public async Task Check_OfAnEmptyDatabase_SaysMigrate() =>
        Assert.Contains("backorders migrate", await SaidAsync(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()));

    [PostgresFact]
    public async Task Check_OfAnotherClustersSchema_NamesBothAndTheSetting()
    {
        string? said = await SaidAsync(await PostgresHome.NewAsync(), cluster: "other");

        Assert.Contains("'test'", said);
        Assert.Contains("'other'", said);
        Assert.Contains("Cluster:Name", said);
    }

    [PostgresFact]
    public async Task Migrate_OfAnotherClustersSchema_IsRefused_AndChangesNothing()
    {
        PostgresOptions options = await PostgresHome.NewAsync();
        SchemaPart later = PostgresSchema.Part with { Migrations = [.. PostgresSchema.Part.Migrations, "ALTER TABLE shard ADD COLUMN colour text"] };

        Assert.Contains("Cluster:Name", (await Assert.ThrowsAsync<PostgresStartException>(() => PostgresStore.MigrateAsync(options, [later], "other", null, default))).Message);

        Assert.Null(await SaidAsync(options));
    }

    [PostgresFact]
    public async Task Check_OfAServerWithoutFsync_IsRefusedUnlessAllowedByName()
    {
        await using PostgresServer server = await PostgresServer.StartAsync("fsync = off", "full_page_writes = off");
        PostgresOptions options = await PostgresHome.NewAsync(server);

        Assert.Contains("fsync = off", await SaidAsync(options));
        options.AllowUnsafeSettings.Add("fsync");
        Assert.Contains("full_page_writes = off", await SaidAsync(options));
        options.AllowUnsafeSettings.Add("full_page_writes");
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
    public async Task Check_ByARoleWithoutRights_SaysGrantTo_AndWithThemServes()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await PostgresHome.NewAsync();
        await server.ExecuteAsync("DO $$ BEGIN CREATE ROLE node_role LOGIN PASSWORD 'pw'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        PostgresOptions serving = new() { ConnectionString = options.ConnectionString.Replace("Username=postgres", "Username=node_role;Password=pw") };

        Assert.Contains("--grant-to", await SaidAsync(serving));
        await PostgresStore.MigrateAsync(options, PostgresHome.Parts, PostgresHome.Cluster, "node_role", default);
        Assert.Null(await SaidAsync(serving));
        await ServeAsync(serving);

        await server.ExecuteAsync("REVOKE DELETE ON backorders.snapshot_part FROM node_role", PostgresHome.DatabaseOf(options));
        string? lacking = await SaidAsync(serving);
        Assert.Contains("DELETE ON snapshot_part", lacking);
        Assert.Contains("--grant-to", lacking);
    }

    /// <summary>Everything that a node does with journal and cluster.</summary>
    private static async Task ServeAsync(PostgresOptions options)
    {
        await using PostgresJournal journal = PostgresHome.Open(options);
        await using PostgresClusterStore store = new(options, "node-1", TimeProvider.System);
        await store.JoinAsync(PostgresHome.Node(1), SkewMax, default);
        Assert.True(await store.HeartbeatAsync(PostgresHome.Node(1), SkewMax, default));
        ShardGrant grant = await journal.TakeAsync(1, default);
        await journal.AppendAsync(Rows.After(grant, 3));
        await journal.WriteSnapshotAsync(1, Rows.Snapshot(3, 2), default);
        await journal.WriteSnapshotAsync(1, Rows.Snapshot(4, 2), default);
        Assert.NotNull(await journal.ReadSnapshotAsync(1, default));
        Assert.Equal(3, (await journal.ReadAsync(1, 0, 10, default)).Count);
        Assert.Single((await store.ReadAsync(default)).Nodes);
        Assert.True(await store.BeginMoveAsync(grant, "node-2", default));
        Assert.False(await store.NotePreparedAsync(grant.Shard, grant.Epoch, PostgresHome.Node(1), ShardPreparedness.Ready, default));
        Assert.True(await store.EndMoveAsync(grant, default));
        Assert.True(await store.BeginMoveAsync(grant, null, default));
        Assert.True(await store.GiveAsync(grant, 3, null, default));
        Assert.True(await store.SealAsync(1, "why", default));
        Assert.True(await store.UnsealAsync(1, default));
        Assert.False(await store.EvictAsync(1, 5, default));
        Assert.True(await store.SetDrainingAsync("node-1", true, default));
        await store.LeaveAsync(PostgresHome.Node(1), default);
    }

    private static async Task<string?> SaidAsync(PostgresOptions options, string cluster = PostgresHome.Cluster, TimeProvider? time = null)
    {
        try
        {
            await PostgresStore.CheckAsync(options, PostgresHome.Parts, cluster, SkewMax, time ?? TimeProvider.System, default);
            return null;
        }
        catch (PostgresStartException e)
        {
            return e.Message;
        }
    }
}
