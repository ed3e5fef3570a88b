using System.Threading.Channels;
using Akka.Actor;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Warehouses;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Actors.Tests.Storage;

/// <summary>What nodes on one database learn of each other by their looks, and what becomes of the sessions of one that the cluster went on without.</summary>
public sealed class PostgresWatchTests
{
    private static readonly NodeEntry frozen = new("node-1", 4711, "akka.tcp://backorders@127.0.0.1:1", string.Empty, 100, string.Empty);

    [PostgresFact]
    public async Task ShardClosedByAnotherNode_IsToldWithinSeconds_AndSoIsItsOpening()
    {
        PostgresOptions options = await TurnDatabase.NewSchemaAsync();
        await using PostgresTurnStore here = await TurnDatabase.OpenAsync(options);
        await using PostgresTurnStore there = await TurnDatabase.OpenAsync(options, "node-2");
        Channel<SealChange> changes = Channel.CreateUnbounded<SealChange>();
        using ClosedShards closed = new(here.Seals, here.Watch) { Changed = c => changes.Writer.TryWrite(c) };

        await there.Seals.SealAsync(7, "moves to another building", default);
        Assert.Equal(new SealChange(7, "moves to another building"), await changes.Reader.ReadAsync());
        await there.Seals.UnsealAsync(7, default);
        Assert.Equal(new SealChange(7, null), await changes.Reader.ReadAsync());
    }

    [PostgresFact]
    public async Task ServerThatIsFrozen_TakesTheProof_AndGivesItBack()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(await TurnDatabase.NewAsync(server));
        Assert.True(store.Watch.Proof.Holds);

        server.Pause();
        await Poll.UntilAsync(() => Task.FromResult(!store.Watch.Proof.Holds), "the proof lapses");
        server.Resume();

        await Poll.UntilAsync(() => Task.FromResult(store.Watch.Proof.Holds), "the proof is back");
    }

    [PostgresFact]
    public async Task NodeThatTheClusterWentOnWithout_LosesItsProofForGood()
    {
        PostgresOptions options = await NewAsync();
        PostgresTurnStoreOptions mine = new(options, TurnDatabase.Cluster, "node-1", TimeSpan.FromSeconds(10));
        await using PostgresTurnStore store = await PostgresTurnStore.OpenAsync(mine, TimeProvider.System, default);
        await using PostgresMeetingPlace place = new(options, "node-1", mine.Sessions);
        await using PostgresMeetingPlace others = new(options, "node-2", "node-2#00000000");
        Channel<StoreLook> failed = Channel.CreateUnbounded<StoreLook>();
        store.Watch.Observe(l => _ = l.Seals is null && failed.Writer.TryWrite(l));
        await place.EnterAsync(frozen, TurnDatabase.Cluster, TimeSpan.FromSeconds(6), default);
        Assert.True(store.Watch.Proof.Holds);

        await others.MarkGoneAsync(frozen.Address, frozen.Incarnation, default);
        store.Watch.LookNow();

        Assert.Contains("went on without this node", (await failed.Reader.ReadAsync()).Trouble, StringComparison.Ordinal);
        Assert.False(store.Watch.Proof.Holds);
    }

    /// <summary>A node that froze between INSERT and COMMIT, without the server's time limit for such a session: its rival waits for nothing but the removal.</summary>
    [PostgresFact]
    public async Task SessionOfANodeThatIsGone_IsEnded_AndItsRivalsRowGoesThrough()
    {
        PostgresOptions options = await NewAsync();
        PostgresTurnStoreOptions mine = new(options, TurnDatabase.Cluster, "node-1", TimeSpan.FromSeconds(10));
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(options, "node-2");
        await using PostgresMeetingPlace place = new(options, "node-1", mine.Sessions);
        await using PostgresMeetingPlace others = new(options, "node-2");
        await place.EnterAsync(frozen, TurnDatabase.Cluster, TimeSpan.FromSeconds(6), default);
        LedgerSystem system = LedgerSystem.On(store);
        (IActorRef rival, _) = await system.StartAsync("MAIN");
        await system.AddAsync(rival);
        await using NpgsqlDataSource sessions = PostgresSources.Create(options, $"{mine.Sessions} turns");
        await using NpgsqlDataSource neighbours = PostgresSources.Create(options, "node-1#ffffffff turns");
        await using NpgsqlConnection holder = await sessions.OpenConnectionAsync();
        await using NpgsqlConnection neighbour = await neighbours.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync(
            "INSERT INTO turn_batch(created, persistence_id, sequence_number, message, manifest, identifier) VALUES (0, 'MAIN', 2, '', '', 1001)", default);
        rival.Tell(new Ledger.Add(1), ActorRefs.NoSender);
        await Poll.UntilAsync(
            async () => await (await PostgresServer.SharedAsync()).QueryAsync(
                $"SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND {holder.ProcessID} = ANY(pg_blocking_pids(pid))") is not null,
            "the rival's row waits");

        await others.MarkGoneAsync(frozen.Address, frozen.Incarnation, default);

        Assert.Equal(2, (await system.ExpectMsgAsync<Ledger.Stored>()).Row);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync());
        Assert.Single(await neighbour.QueryAsync("SELECT 1", static row => row.GetInt32(0), default));
        await system.EndAsync();
    }

    [PostgresFact]
    public async Task SessionOfANodeThatIsGone_WhoseCommitWaitsForTheStandby_IsLeftAlone()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        PostgresOptions options = await NewAsync(server);
        PostgresTurnStoreOptions mine = new(options, TurnDatabase.Cluster, "node-1", TimeSpan.FromSeconds(10));
        await using PostgresTurnStore store = await PostgresTurnStore.OpenAsync(mine, TimeProvider.System, default);
        await using PostgresMeetingPlace place = new(options, "node-1", mine.Sessions);
        await using PostgresMeetingPlace others = new(options, "node-2");
        await place.EnterAsync(frozen, TurnDatabase.Cluster, TimeSpan.FromSeconds(6), default);
        LedgerSystem system = LedgerSystem.On(store);
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        await server.SetAsync("synchronous_standby_names", "nobody");
        actor.Tell(new Ledger.Add(1));
        string waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name LIKE '% turns'";
        await Poll.UntilAsync(async () => await server.QueryAsync(waiting) is not null, "the row waits for the standby");

        await others.MarkGoneAsync(frozen.Address, frozen.Incarnation, default);

        Assert.True((await place.ReadAsync(default)).Nodes.Single().Gone);
        Assert.NotNull(await server.QueryAsync(waiting));
        await server.SetAsync("synchronous_standby_names", string.Empty);
        Assert.Equal(1, (await system.ExpectMsgAsync<Ledger.Stored>()).Row);
        await system.EndAsync();
    }

    /// <summary>Tables of the journal and of hosting in one schema, as a node has them.</summary>
    private static async Task<PostgresOptions> NewAsync(PostgresServer? server = null)
    {
        PostgresOptions options = server is null ? await TurnDatabase.NewSchemaAsync() : await TurnDatabase.NewAsync(server);
        await SchemaMigrator.MigrateAsync(options, [HostingSchema.Part], null, default);
        return options;
    }
}
