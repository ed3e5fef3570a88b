using Backorders.Actors.Port;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Postgres;
using Backorders.Server.Options;
using Backorders.Server.Stores;
using Backorders.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.EndToEnd.Tests.Cluster;

/// <summary>What was backed up by the scripts in <c>deploy/backup</c>, on a database made by those in <c>deploy/postgres</c>, can be served again.</summary>
[Collection(nameof(OneAtATime))]
public sealed class RestoreTests
{
    private const string clusterName = "restore";

    private static readonly WarehouseId[] warehouses = [new("MAIN"), new("NORTH")];
    private static readonly OwnerId owner = new("ACME");
    private static readonly Sku bolt = new("BOLT");

    [PostgresFact]
    public async Task Dump_IsRestoredBesideTheOldDatabase_AndTheServingRoleGoesOnFromIt()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string home = await HomeAsync();
        string[] settings = [$"PGHOST=127.0.0.1", $"PGPORT={server.Port}", "PGUSER=postgres", $"BACKORDERS_BACKUPS={home}/dump", .. await PasswordsAsync(home)];
        await PostgresPrograms.RunScriptAsync($"{home}/postgres/init.sh", settings);
        await NodeDatabase.MigrateAsync(
            new NodeOptions { Postgres = As(server, home, "backorders", "owner"), Cluster = new ClusterSettings { Name = clusterName } }, "backorders_serve", default);
        await RunSqlAsync(home, settings, "tables.sql");
        await RunSqlAsync(home, settings, "read-only.sql");
        string[] before = await WorkAsync(As(server, home, "backorders", "serve"), 1, 40);

        string dump = (await PostgresPrograms.RunScriptAsync($"{home}/backup/pg-dump.sh", settings)).Trim();
        await WorkAsync(As(server, home, "backorders", "serve"), 41, 60);
        await PostgresPrograms.RunScriptAsync($"{home}/backup/pg-restore-dump.sh", settings, dump, "backorders_again");

        PostgresOptions restored = As(server, home, "backorders_again", "serve");
        Assert.Equal(before, await VerifiedAsync(restored));
        Assert.Equal("on", await server.QueryAsync(
            "SELECT split_part(unnest(setconfig), '=', 2) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE datname = 'backorders_again'"));
        string[] after = await WorkAsync(restored, 41, 50);
        Assert.Equal(after, await VerifiedAsync(restored));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => PostgresPrograms.RunScriptAsync($"{home}/backup/pg-restore-dump.sh", settings, dump, "backorders_again"));
        Assert.Equal(after, await VerifiedAsync(restored));
    }

    [PostgresFact]
    public async Task BaseBackupAndArchivedLog_AreRestoredToAMoment_AndWhatCameLaterIsGone()
    {
        string home = await HomeAsync();
        await using PostgresServer server = await PostgresServer.StartAsync(
            "archive_mode = on", $"archive_command = 'BACKORDERS_WAL_ARCHIVE={home}/wal bash {home}/backup/archive-wal.sh \"%p\" \"%f\"'");
        string[] settings = [$"PGHOST=127.0.0.1", $"PGPORT={server.Port}", "PGUSER=postgres", $"BACKORDERS_BACKUPS={home}/base", $"BACKORDERS_WAL_ARCHIVE={home}/wal"];
        PostgresOptions options = server.OptionsOf("postgres");
        await NodeDatabase.MigrateAsync(new NodeOptions { Postgres = options, Cluster = new ClusterSettings { Name = clusterName } }, null, default);
        await WorkAsync(options, 1, 20);

        string copy = (await PostgresPrograms.RunScriptAsync($"{home}/backup/pg-basebackup.sh", settings)).Split('\n')[0];
        string[] then = await WorkAsync(options, 21, 40);
        string moment = (string)(await server.QueryAsync("SELECT clock_timestamp()::text"))!;
        await WorkAsync(options, 41, 60);
        string last = (string)(await server.QueryAsync("SELECT pg_walfile_name(pg_switch_wal())"))!;
        await Poll.UntilAsync(async () => await server.QueryAsync($"SELECT last_archived_wal >= '{last}' FROM pg_stat_archiver") is true, $"{last} is archived");
        await server.StopAsync(PostgresStop.Immediate);

        await using PostgresServer restored = await PostgresServer.RestoreAsync(
            data => PostgresPrograms.RunScriptAsync($"{home}/backup/pg-restore-pitr.sh", settings, copy, data, moment));
        await Poll.UntilAsync(async () => await restored.QueryAsync("SELECT pg_is_in_recovery()") is false, "the restored server opens");

        Assert.Equal(then, await VerifiedAsync(restored.OptionsOf("postgres")));
        Assert.Equal("off", await restored.QueryAsync("SHOW archive_mode"));

        // What came later is new to it.
        string[] again = await WorkAsync(restored.OptionsOf("postgres"), 41, 60);
        Assert.Equal(again, await VerifiedAsync(restored.OptionsOf("postgres")));
    }

    /// <summary>A folder that the server's user can read, with the scripts.</summary>
    private static async Task<string> HomeAsync()
    {
        string home = await PostgresServer.NewFolderAsync();
        foreach (string part in new[] { "backup", "postgres" })
        {
            Directory.CreateDirectory(Path.Combine(home, part));
            foreach (string file in Directory.GetFiles(Path.Combine(Deploy.Folder, part)))
            {
                File.Copy(file, Path.Combine(home, part, Path.GetFileName(file)));
            }
        }

        // The archive is the server's own.
        string folders = Path.Combine(home, "folders.sh");
        await File.WriteAllTextAsync(folders, "mkdir \"$1/wal\"");
        await PostgresPrograms.RunScriptAsync(folders, [], home);
        return home;
    }

    private static async Task<List<string>> PasswordsAsync(string home)
    {
        List<string> settings = [];
        foreach (string role in new[] { "owner", "serve", "read" })
        {
            await File.WriteAllTextAsync(Path.Combine(home, role), $"the {role}'s own\n");
            settings.Add($"BACKORDERS_{role.ToUpperInvariant()}_PASSWORD_FILE={home}/{role}");
        }

        return settings;
    }

    private static async Task RunSqlAsync(string home, IEnumerable<string> settings, string file)
    {
        string script = Path.Combine(home, "run.sh");
        await File.WriteAllTextAsync(script, "PGPASSWORD=\"$(head -n 1 \"$BACKORDERS_OWNER_PASSWORD_FILE\")\" psql -X -q -U backorders_owner -d backorders -f \"$1\"");
        await PostgresPrograms.RunScriptAsync(script, settings, $"{home}/postgres/{file}");
    }

    private static PostgresOptions As(PostgresServer server, string home, string database, string role)
    {
        PostgresOptions options = server.OptionsOf(database, $"backorders_{role}");
        options.PasswordFile = Path.Combine(home, role);
        return options;
    }

    /// <summary>Receives goods, each under an id of its own, in the order of the numbers.</summary>
    /// <returns>The state hashes of all warehouses afterwards.</returns>
    private static async Task<string[]> WorkAsync(PostgresOptions options, int first, int last)
    {
        await using PostgresTurnStore store = await OpenAsync(options);
        WarehouseHostOptions engineOptions = new() { Warehouses = [.. warehouses.Select(w => new WarehouseSetup(w, "Etc/UTC", [new DoorId("D1")], [new LaneId("L1")]))] };
        await using ActorWarehouses node = new(engineOptions, store, TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance);
        await node.StartAsync(default);
        foreach (WarehouseId warehouse in warehouses)
        {
            Accepted(await node.SubmitAsync(new(warehouse, CommandKey.None, CommandDigest.None, "test", new DefineItems(owner, [new(bolt, "Bolt", true, [])]))));
            for (int i = first; i <= last; i++)
            {
                CommandOutcome outcome = Accepted(await node.SubmitAsync(Scan(warehouse, i)));
                Assert.False(outcome.Repeated);
            }
        }

        string[] hashes = [.. await Task.WhenAll(warehouses.Select(async w => (await node.AskAsync(w, new HashState())).Value!))];
        await node.StopAsync(default);
        return hashes;
    }

    private static CommandRequest Scan(WarehouseId warehouse, int number)
    {
        DeviceId device = new("SCAN-1");
        ScanId scan = new($"{number:000000}");
        Receive receive = new(new(owner, bolt), number, default, new(device, scan), new("D1"), null, string.Empty, Quality.Usable, default);
        return new(warehouse, CommandKey.ForScan(owner, device, scan), CommandDigest.Of([(byte)number]), "test", receive);
    }

    private static CommandOutcome Accepted(CommandOutcome outcome)
    {
        Assert.Null(outcome.Refused);
        return outcome;
    }

    /// <summary>The state hashes of all warehouses, folded from the first row.</summary>
    private static async Task<string[]> VerifiedAsync(PostgresOptions options)
    {
        await using PostgresTurnStore store = await OpenAsync(options);
        IReadOnlyList<TurnVerification> reports = await new TurnVerifier(store.Rows).VerifyAllAsync(default);
        Assert.All(reports, r => Assert.True(r.IsGood, r.Problem));
        return [.. reports.OrderBy(r => r.Warehouse).Select(r => r.StateHash)];
    }

    private static Task<PostgresTurnStore> OpenAsync(PostgresOptions options) =>
        PostgresTurnStore.OpenAsync(new(options, clusterName, "only", TimeSpan.FromSeconds(10)), TimeProvider.System, default);
}
