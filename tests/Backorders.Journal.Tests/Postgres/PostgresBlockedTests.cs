using Backorders.Journal.Cluster;
using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Journal.Tests;

/// <summary>Shards whose row somebody holds: a frozen client, or a commit that waits for a standby.</summary>
public sealed class PostgresBlockedTests
{
    private const int shard = 3;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    [PostgresFact]
    public async Task Evict_OfAFrozenOwnerWhoHoldsTheRow_EndsItsSessionAndFreesTheShard()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await PostgresHome.NewAsync();
        await using PostgresJournal journal = PostgresHome.Open(options);
        await using PostgresClusterStore store = new(options, "node-2", TimeProvider.System);
        ShardGrant grant = await journal.TakeAsync(shard, default);
        await using NpgsqlConnection frozen = await server.ConnectAsync(PostgresHome.DatabaseOf(options));
        await using NpgsqlTransaction open = await frozen.BeginTransactionAsync();
        await new NpgsqlCommand($"UPDATE backorders.shard SET last_seq = last_seq + 1 WHERE shard_id = {shard}", frozen, open).ExecuteNonQueryAsync();

        Assert.True(await store.EvictAsync(shard, grant.Epoch, default));

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("SELECT 1", frozen, open).ExecuteScalarAsync());
        Assert.Equal(0, (await journal.TakeAsync(shard, default)).LastSeq);
    }

    [PostgresFact]
    public async Task Evict_OfManyShardsThatOneFrozenSessionHolds_FreesThemAll()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await PostgresHome.NewAsync();
        await using PostgresJournal journal = PostgresHome.Open(options);
        await using PostgresClusterStore store = new(options, "node-2", TimeProvider.System);
        ShardGrant[] grants = await Task.WhenAll(Enumerable.Range(0, 12).Select(s => journal.TakeAsync(s, default).AsTask()));
        await using NpgsqlConnection frozen = await server.ConnectAsync(PostgresHome.DatabaseOf(options));
        await using NpgsqlTransaction open = await frozen.BeginTransactionAsync();
        await new NpgsqlCommand("UPDATE backorders.shard SET last_seq = last_seq + 1 WHERE shard_id < 12", frozen, open).ExecuteNonQueryAsync();

        bool[] evicted = await Task.WhenAll(grants.Select(g => store.EvictAsync(g.Shard, g.Epoch, default).AsTask()));

        Assert.All(evicted, Assert.True);
        Assert.All((await store.ReadAsync(default)).Shards, s => Assert.Equal((ShardState.Free, 0L), (s.State, s.LastSeq)));
    }

    [PostgresFact]
    public async Task Evict_OfAnOwnerWhoComesBackWhileItsRowIsHeld_TouchesNobody()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await PostgresHome.NewAsync();
        await using PostgresJournal journal = PostgresHome.Open(options);
        await using PostgresClusterStore store = new(options, "node-2", TimeProvider.System);
        await store.JoinAsync(PostgresHome.Node(1), Lifetime, default);
        ShardGrant grant = await journal.TakeAsync(shard, default);
        await using NpgsqlConnection busy = await server.ConnectAsync(PostgresHome.DatabaseOf(options));
        await using NpgsqlTransaction open = await busy.BeginTransactionAsync();
        await new NpgsqlCommand($"UPDATE backorders.shard SET last_seq = last_seq + 1 WHERE shard_id = {shard}", busy, open).ExecuteNonQueryAsync();
        await server.ExecuteAsync("UPDATE backorders.node SET expires_at = clock_timestamp() - interval '1 s'", PostgresHome.DatabaseOf(options));

        Task<bool> evicting = store.EvictAsync(shard, grant.Epoch, default).AsTask();
        await Poll.UntilAsync(
            async () => await server.QueryAsync(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name LIKE '%evict'", PostgresHome.DatabaseOf(options)) is not null,
            "the eviction waits for the row");
        Assert.True(await store.HeartbeatAsync(PostgresHome.Node(1), Lifetime, default));

        await Assert.ThrowsAsync<JournalUnavailableException>(() => evicting);
        await new NpgsqlCommand("SELECT 1", busy, open).ExecuteScalarAsync();
        await open.RollbackAsync();
    }

    [PostgresFact]
    public async Task CommitThatWaitsForAStandby_IsNeverEnded_AndACancelledWaitIsAnUnknownOutcome()
    {
        await using PostgresServer primary = await PostgresServer.StartAsync();
        await using PostgresServer standby = await primary.AddStandbyAsync("s1");
        await primary.SetAsync("synchronous_standby_names", "s1");
        PostgresOptions options = await PostgresHome.NewAsync(primary);
        await using PostgresJournal journal = PostgresHome.Open(options);
        await using PostgresClusterStore store = new(options, "node-2", TimeProvider.System);
        ShardGrant grant = await journal.TakeAsync(shard, default);
        JournalBatch first = Rows.After(grant, 2);
        await journal.AppendAsync(first);
        await store.JoinAsync(PostgresHome.Node(2), Lifetime, default);
        standby.Pause();

        Task append = journal.AppendAsync(Rows.After(grant, 2, first.NewHead, 3)).AsTask();
        await Poll.UntilAsync(async () => await WaitingAsync(primary) is not null, "the append waits for the standby");
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.EvictAsync(shard, grant.Epoch, default));
        Assert.NotNull(await WaitingAsync(primary));
        Assert.False(append.IsCompleted);
        Assert.True(await store.SetDrainingAsync("node-2", true, default), "The word to drain waits for no standby.");
        Assert.True(await store.HeartbeatAsync(PostgresHome.Node(2), Lifetime, default), "A heartbeat waits for no standby.");
        await primary.QueryAsync($"SELECT pg_cancel_backend({await WaitingAsync(primary)})");

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => append);
        standby.Resume();
        Assert.Equal(5, (await journal.TakeAsync(shard, default)).LastSeq);
    }

    [PostgresFact]
    public async Task ServerAway_EveryCallIsUnavailable_AndTheNodeLivesOnAfterwards()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        PostgresOptions options = await PostgresHome.NewAsync(server);
        await using PostgresClusterStore store = new(options, "node-1", TimeProvider.System);
        await store.JoinAsync(PostgresHome.Node(1), Lifetime, default);
        await store.HeartbeatAsync(PostgresHome.Node(1), Lifetime, default);
        await server.StopAsync(PostgresStop.Immediate);

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.HeartbeatAsync(PostgresHome.Node(1), Lifetime, default));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.ReadAsync(default));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.EvictAsync(shard, 1, default));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.SealAsync(shard, "why", default));

        await server.StartAgainAsync();
        Assert.True(await store.HeartbeatAsync(PostgresHome.Node(1), Lifetime, default));
        Assert.True(Assert.Single((await store.ReadAsync(default)).Nodes).IsLive);
    }

    private static Task<object?> WaitingAsync(PostgresServer server) =>
        server.QueryAsync("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name LIKE '%appends'");
}
