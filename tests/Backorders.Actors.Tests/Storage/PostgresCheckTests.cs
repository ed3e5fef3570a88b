using Akka.Actor;
using Backorders.Actors.Storage.Postgres;
using Backorders.Postgres;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Actors.Tests.Storage;

/// <summary>What is refused before a node serves from a database, and what it says.</summary>
public sealed class PostgresCheckTests
{
    [PostgresFact]
    public async Task MigratedDatabase_IsServedFrom() => Assert.Null(await SaidAsync(await TurnDatabase.NewSchemaAsync()));

    [PostgresFact]
    public async Task EmptyDatabase_SaysMigrate() =>
        Assert.Contains("backorders migrate", await SaidAsync(await (await PostgresServer.SharedAsync()).CreateSchemaAsync()));

    [PostgresTheory]
    [InlineData("ALTER TABLE turn_batch DROP CONSTRAINT turn_batch_row", "UNIQUE (persistence_id, sequence_number)")]
    [InlineData("ALTER TABLE turn_batch DROP CONSTRAINT turn_batch_row, ADD CONSTRAINT turn_batch_row UNIQUE (sequence_number, persistence_id, ordering)", "UNIQUE (persistence_id")]
    [InlineData("ALTER TABLE turn_batch DROP CONSTRAINT turn_batch_row, ADD UNIQUE (persistence_id, sequence_number) DEFERRABLE", "UNIQUE (persistence_id")]
    [InlineData("DROP TRIGGER turn_batch_added ON turn_batch", "trigger 'turn_batch_added'")]
    [InlineData("ALTER TABLE turn_batch DISABLE TRIGGER turn_batch_added", "trigger 'turn_batch_added'")]
    [InlineData("UPDATE schema_part SET version = 99 WHERE part = 'turns'", "are of version 99")]
    [InlineData("UPDATE cluster SET name = 'other'", "Cluster:Name")]
    public async Task TablesThatAreNotAsTheyMustBe_AreRefusedByName(string change, string said)
    {
        PostgresOptions options = await TurnDatabase.NewSchemaAsync();
        await (await PostgresServer.SharedAsync()).ExecuteAsync($"SET search_path = {options.Schema}; {change}", TurnDatabase.DatabaseOf(options));

        Assert.Contains(said, await SaidAsync(options));
    }

    [PostgresTheory]
    [InlineData("synchronous_commit", "off", "synchronous_commit = off")]
    [InlineData("default_transaction_read_only", "on", "default_transaction_read_only")]
    public async Task SettingsOfTheDatabaseThatLoseRows_AreRefusedByName(string name, string value, string said)
    {
        PostgresOptions options = await TurnDatabase.NewAsync();
        await (await PostgresServer.SharedAsync()).ExecuteAsync($"ALTER DATABASE {TurnDatabase.DatabaseOf(options)} SET {name} = {value}");

        Assert.Contains(said, await SaidAsync(options));
    }

    [PostgresFact]
    public async Task ServerWithoutFsync_IsRefusedUnlessAllowedByName()
    {
        await using PostgresServer server = await PostgresServer.StartAsync("fsync = off", "full_page_writes = off");
        PostgresOptions options = await TurnDatabase.NewAsync(server);

        Assert.Contains("fsync = off", await SaidAsync(options));
        options.AllowUnsafeSettings.Add("fsync");
        Assert.Contains("full_page_writes = off", await SaidAsync(options));
        options.AllowUnsafeSettings.Add("full_page_writes");
        Assert.Null(await SaidAsync(options));
    }

    [PostgresFact]
    public async Task ClockThatIsAnHourOff_IsRefused_AndTheSettingNamed() => Assert.Contains(
        "Cluster:ClockSkewSecondsMax", await SaidAsync(await TurnDatabase.NewSchemaAsync(), new ManualTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1))));

    [PostgresFact]
    public async Task WrongPassword_IsRefused_AndTheSettingNamed()
    {
        PostgresOptions options = await ServingAsync(await TurnDatabase.NewSchemaAsync(), granted: true);
        options.ConnectionString = options.ConnectionString.Replace("Password=pw", "Password=wrong");

        string? said = await SaidAsync(options);

        Assert.Contains("Postgres:PasswordFile", said);
        Assert.DoesNotContain("wrong", said);
    }

    [PostgresFact]
    public async Task RoleWithoutARight_IsTold_AndWithThemServes()
    {
        PostgresOptions options = await TurnDatabase.NewSchemaAsync();

        Assert.Contains("--grant-to", await SaidAsync(await ServingAsync(options, granted: false)));

        PostgresOptions serving = await ServingAsync(options, granted: true);
        await (await PostgresServer.SharedAsync()).ExecuteAsync($"REVOKE INSERT ON {options.Schema}.seal FROM turn_role", TurnDatabase.DatabaseOf(options));
        Assert.Contains("INSERT ON seal", await SaidAsync(serving));
    }

    [PostgresFact]
    public async Task RoleThatCouldChangeTheJournal_IsRefused_AndItsOwnerIsNot()
    {
        PostgresOptions options = await TurnDatabase.NewSchemaAsync();
        PostgresOptions serving = await ServingAsync(options, granted: true);
        await (await PostgresServer.SharedAsync()).ExecuteAsync($"GRANT UPDATE, DELETE ON {options.Schema}.turn_batch TO turn_role", TurnDatabase.DatabaseOf(options));

        Assert.Contains($"REVOKE UPDATE, DELETE ON {options.Schema}.turn_batch", await SaidAsync(serving));
        await (await PostgresServer.SharedAsync()).ExecuteAsync($"ALTER TABLE {options.Schema}.turn_batch OWNER TO turn_role", TurnDatabase.DatabaseOf(options));
        Assert.Null(await SaidAsync(serving));
    }

    /// <summary>A role that serves can do all that a node does, and can neither change nor remove a row, nor touch a table.</summary>
    [PostgresFact]
    public async Task ServingRole_PersistsReadsAndSeals_AndCanDoNoMore()
    {
        PostgresOptions options = await ServingAsync(await TurnDatabase.NewSchemaAsync(), granted: true);
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(options);
        LedgerSystem system = LedgerSystem.On(store);
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        await system.AddAsync(actor, turns: 2);
        await system.AddAsync(actor);
        actor.Tell(new Ledger.Save());
        await system.ExpectMsgAsync<Akka.Persistence.SaveSnapshotSuccess>();
        await store.Rows.WriteSnapshotAsync(new("MAIN"), new(1, new(2, (await store.Rows.ReadHeadAsync(new("MAIN"), 1, default))!.Value.Batch.After, 7, [])), default);
        Assert.NotNull(await store.Rows.ReadSnapshotAsync(new("MAIN"), 9, 7, default));
        Assert.True(await store.Seals.SealAsync(1, "why", default));
        Assert.True(await store.Seals.UnsealAsync(1, default));
        await store.ConfirmAsync(default);
        Assert.True(store.Watch.Proof.Holds);
        await system.EndAsync();

        await using NpgsqlDataSource source = PostgresSources.Create(options, "test");
        foreach (string sql in new[]
        {
            "UPDATE turn_batch SET manifest = ''", "DELETE FROM turn_batch", "TRUNCATE turn_batch", "DROP TABLE turn_batch", "ALTER TABLE turn_batch DISABLE TRIGGER ALL",
            "CREATE TABLE more(x int)", "UPDATE seal SET why = ''", "DROP TRIGGER turn_batch_added ON turn_batch", "UPDATE cluster SET name = 'x'",
        })
        {
            await using NpgsqlCommand command = source.CreateCommand(sql);
            PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
            Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege, sql);
        }
    }

    [PostgresFact]
    public async Task SessionsOfTheJournal_AreNamedAfterTheirNodeAndItsStart_AndEndWhenTheyHang()
    {
        PostgresTurnStoreOptions options = new(await TurnDatabase.NewSchemaAsync(), TurnDatabase.Cluster, "node-7", TimeSpan.Zero);
        Assert.Matches("^node-7#[0-9a-f]{8}$", options.Sessions);
        await using NpgsqlDataSource source = PostgresConnections.Writes(options);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        NpgsqlConnectionStringBuilder to = new(source.ConnectionString);

        List<string> settings = await connection.QueryAsync(
            """
            SELECT concat_ws(' ', current_setting('application_name'), current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout'),
                current_setting('tcp_keepalives_count'), current_setting('default_transaction_isolation'))
            """, static row => row.GetString(0), default);

        Assert.Equal($"backorders {options.Sessions} turns 3s 4s 3 read committed", Assert.Single(settings));
        Assert.Equal((0, true, 20, 2, true, 5, 2), (to.CommandTimeout, to.NoResetOnClose, to.MaxAutoPrepare, to.AutoPrepareMinUsages, to.TcpKeepAlive, to.TcpKeepAliveTime, to.TcpKeepAliveInterval));
    }

    /// <summary>The same schema as a role that serves.</summary>
    private static async Task<PostgresOptions> ServingAsync(PostgresOptions options, bool granted)
    {
        await (await PostgresServer.SharedAsync()).ExecuteAsync("DO $$ BEGIN CREATE ROLE turn_role LOGIN PASSWORD 'pw'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        if (granted)
        {
            await PostgresTurnStore.MigrateAsync(options, TurnDatabase.Cluster, "turn_role", default);
        }

        return new() { ConnectionString = options.ConnectionString.Replace("Username=postgres", "Username=turn_role;Password=pw"), Schema = options.Schema };
    }

    private static async Task<string?> SaidAsync(PostgresOptions options, TimeProvider? time = null)
    {
        try
        {
            await (await TurnDatabase.OpenAsync(options, time: time)).DisposeAsync();
            return null;
        }
        catch (PostgresStartException e)
        {
            return e.Message;
        }
    }
}
