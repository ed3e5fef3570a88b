using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Journal.Tests;

/// <summary>What becomes of an append when the way to the server, or the server, fails in the middle of it.</summary>
public sealed class PostgresFaultTests
{
    private const int shard = 3;

    [PostgresFact]
    public async Task AnswerLost_AfterTheCommit_OutcomeIsUnknownAndTheRowsAreThere()
    {
        await using Wire wire = await Wire.NewAsync();
        ShardGrant grant = await wire.WarmUpAsync();
        wire.Proxy.CutAtNextAnswer();

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(async () => await wire.Journal.AppendAsync(Rows.After(grant, 4)));

        ShardGrant again = await wire.Journal.TakeAsync(shard, default);
        Assert.Equal(grant.LastSeq + 4, again.LastSeq);
        await wire.Journal.AppendAsync(Rows.After(again, 1));
    }

    [PostgresFact]
    public async Task RequestLost_OnTheWay_OutcomeIsUnknownAndTheRowsAreNotThere()
    {
        await using Wire wire = await Wire.NewAsync();
        ShardGrant grant = await wire.WarmUpAsync();
        wire.Proxy.CutAtNextRequest();

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(async () => await wire.Journal.AppendAsync(Rows.After(grant, 4)));

        Assert.Equal(grant.LastSeq, (await wire.Journal.TakeAsync(shard, default)).LastSeq);
    }

    [PostgresFact]
    public async Task NoAnswer_UntilTheDeadline_OutcomeIsUnknown_AndALateStatementIsFenced()
    {
        ManualTimeProvider time = new();
        await using Wire wire = await Wire.NewAsync(time);
        ShardGrant grant = await wire.WarmUpAsync();
        wire.Proxy.Freeze();
        Task append = wire.Journal.AppendAsync(Rows.After(grant, 4)).AsTask();
        await Poll.UntilAsync(() => Task.FromResult(time.NextTimer is not null), "the append is under way");

        time.Advance(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => append);
        await using PostgresJournal direct = PostgresHome.Open(wire.Direct, node: 2, takeGuard: false);
        ShardGrant again = await direct.TakeAsync(shard, default);
        wire.Proxy.Thaw();
        await direct.AppendAsync(Rows.After(again, 2));

        // The lane closes the connection that it gave up when the statement on it has ended.
        PostgresServer server = await PostgresServer.SharedAsync();
        await Poll.UntilAsync(
            async () => await server.QueryAsync(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'backorders node-1 appends'", PostgresHome.DatabaseOf(wire.Direct)) is null,
            "the late statement is through");
        Assert.True(Rows.IsUnbroken(await direct.ReadAsync(shard, 0, 100, default)));
        Assert.Equal(grant.LastSeq + 2, (await direct.ReadHeadAsync(shard, default)).LastSeq);
    }

    [PostgresFact]
    public async Task ServerSaysDiskFull_NothingIsStored_AndTheLaneGoesOnWhenThereIsRoom()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await PostgresHome.NewAsync();
        string database = PostgresHome.DatabaseOf(options);
        await using PostgresJournal journal = PostgresHome.Open(options);
        ShardGrant grant = await journal.TakeAsync(shard, default);

        // A full disk cannot be had without filling one: the server's answer to an insert that finds none is raised by a trigger.
        await server.ExecuteAsync(
            """
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON backorders.journal FOR EACH ROW EXECUTE FUNCTION full_disk();
            """,
            database);

        JournalUnavailableException e = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.AppendAsync(Rows.After(grant, 4)));

        Assert.Contains("disk is full", e.Message);
        await server.ExecuteAsync("DROP TRIGGER full_disk ON backorders.journal", database);
        ShardGrant again = await journal.TakeAsync(shard, default);
        Assert.Equal(0, again.LastSeq);
        await journal.AppendAsync(Rows.After(again, 4));
    }

    [PostgresFact]
    public async Task DatabaseSetReadOnly_NothingIsStored_AndTheMessageSaysSo()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await PostgresHome.NewAsync();
        await using PostgresJournal journal = PostgresHome.Open(options);
        ShardGrant grant = await journal.TakeAsync(shard, default);
        string database = PostgresHome.DatabaseOf(options);
        await server.ExecuteAsync($"ALTER DATABASE {database} SET default_transaction_read_only = on");

        Assert.Contains("read-only", (await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.AppendAsync(Rows.After(grant, 4)))).Message);

        await server.ExecuteAsync($"ALTER DATABASE {database} SET default_transaction_read_only = off");
        await journal.AppendAsync(Rows.After(await journal.TakeAsync(shard, default), 4));
    }

    [PostgresFact]
    public async Task ServerRestarted_EveryCallFailsAsUnavailableAndThenWorksAgain()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        PostgresOptions options = await PostgresHome.NewAsync(server);
        await using PostgresJournal journal = PostgresHome.Open(options);
        ShardGrant grant = await journal.TakeAsync(shard, default);
        JournalBatch first = Rows.After(grant, 4);
        await journal.AppendAsync(first);
        await server.StopAsync(PostgresStop.Immediate);

        await Assert.ThrowsAnyAsync<JournalException>(async () => await journal.AppendAsync(Rows.After(grant, 4, first.NewHead, 1)));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.AppendAsync(Rows.After(grant, 4, first.NewHead, 1)));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.TakeAsync(shard, default));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.ReadAsync(shard, 0, 10, default));

        await server.StartAgainAsync();
        ShardGrant again = await journal.TakeAsync(shard, default);
        Assert.Equal((4, first.NewHead), (again.LastSeq, again.Head));
        await journal.AppendAsync(Rows.After(again, 1));
        Assert.Equal(5, (await journal.ReadAsync(shard, 0, 10, default)).Count);
    }

    [PostgresFact]
    public async Task RowHeldBySomebody_TakeGivesUpAndSaysSo()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await PostgresHome.NewAsync();
        await using PostgresJournal journal = PostgresHome.Open(options);
        await using NpgsqlConnection holder = await server.ConnectAsync(PostgresHome.DatabaseOf(options));
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
        await new NpgsqlCommand($"UPDATE backorders.shard SET why = 'held' WHERE shard_id = {shard}", holder, held).ExecuteNonQueryAsync();

        JournalUnavailableException e = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.TakeAsync(shard, default));

        Assert.Contains("Another session holds a row", e.Message);
        await held.RollbackAsync();
        await journal.TakeAsync(shard, default);
    }

    [PostgresFact]
    public async Task Closed_TakesNothingMore()
    {
        PostgresJournal journal = PostgresHome.Open(await PostgresHome.NewAsync());
        ShardGrant grant = await journal.TakeAsync(shard, default);
        await journal.DisposeAsync();

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.AppendAsync(Rows.After(grant, 1)));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.ReadAsync(shard, 0, 1, default));
    }

    /// <summary>A journal whose connections all go through a proxy.</summary>
    private sealed class Wire : IAsyncDisposable
    {
        private Wire(PostgresOptions direct, TcpProxy proxy, PostgresJournal journal) => (Direct, Proxy, Journal) = (direct, proxy, journal);

        public PostgresOptions Direct { get; }

        public TcpProxy Proxy { get; }

        public PostgresJournal Journal { get; }

        public static async Task<Wire> NewAsync(TimeProvider? time = null)
        {
            PostgresServer server = await PostgresServer.SharedAsync();
            PostgresOptions direct = await PostgresHome.NewAsync();
            TcpProxy proxy = new(server.Port);
            return new(direct, proxy, PostgresHome.Open(direct.Through(server, proxy.Port), time: time));
        }

        /// <summary>Takes the shard and appends once, so that the lane's connection is open and its statement prepared.</summary>
        public async Task<ShardGrant> WarmUpAsync()
        {
            ShardGrant grant = await Journal.TakeAsync(shard, default);
            JournalBatch batch = Rows.After(grant, 2);
            await Journal.AppendAsync(batch);
            return grant with { LastSeq = 2, Head = batch.NewHead };
        }

        public async ValueTask DisposeAsync()
        {
            Proxy.Thaw();
            await Journal.DisposeAsync();
            await Proxy.DisposeAsync();
        }
    }
}
