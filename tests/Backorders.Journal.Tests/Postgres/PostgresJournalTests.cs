using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Backorders.Testing.Postgres;

namespace Backorders.Journal.Tests;

[TestCaseOrderer(OnlyWithPostgres.Name, OnlyWithPostgres.Assembly)]
public sealed class PostgresJournalTests : JournalConformance, IAsyncLifetime
{
    private PostgresOptions options = null!;

    public async Task InitializeAsync() => options = await PostgresHome.NewSchemaAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    protected override IJournal Open() => PostgresHome.Open(options);

    [Fact]
    public async Task Reopened_HoldsEveryRow()
    {
        JournalBatch batch;
        await using (IJournal first = Open())
        {
            batch = Rows.After(await first.TakeAsync(Shard, default), 10);
            await first.AppendAsync(batch);
        }

        await using IJournal second = Open();

        Rows.AssertSame(batch.Rows, await second.ReadAsync(Shard, 0, 100, default));
    }

    [Fact]
    public async Task Append_OfManyShardsOverOneLane_LandsButForTheOneThatWasLost()
    {
        options.Lanes = 1;
        await using IJournal journal = Open();
        await using IJournal thief = PostgresHome.Open(options, 2, takeGuard: false);
        List<ShardGrant> grants = [];
        for (int shard = 0; shard < 20; shard++)
        {
            grants.Add(await journal.TakeAsync(shard, default));
        }

        await thief.TakeAsync(13, default);

        Task[] appends = [.. grants.Select(g => journal.AppendAsync(Rows.After(g, 3)).AsTask())];
        await Assert.ThrowsAsync<JournalFencedException>(() => Task.WhenAll(appends));

        Assert.Equal([13], Enumerable.Range(0, 20).Where(s => appends[s].IsFaulted));
        Assert.Equal(Enumerable.Range(0, 20).Except([13]), await journal.ListShardsAsync(default));
    }

    [Fact]
    public async Task Take_OfAnotherNodesShard_IsRefusedAndNamesTheOwner()
    {
        await using IJournal one = Open();
        await using IJournal two = PostgresHome.Open(options, 2);
        ShardGrant grant = await one.TakeAsync(Shard, default);

        JournalHeldException e = await Assert.ThrowsAsync<JournalHeldException>(async () => await two.TakeAsync(Shard, default));

        Assert.Contains("node-1", e.Message);
        await one.AppendAsync(Rows.After(grant, 1));
    }

    [Fact]
    public async Task Take_WithoutTheGuard_StealsAndFencesTheOwner()
    {
        await using IJournal one = Open();
        await using IJournal two = PostgresHome.Open(options, 2, takeGuard: false);
        ShardGrant stale = await one.TakeAsync(Shard, default);

        await two.AppendAsync(Rows.After(await two.TakeAsync(Shard, default), 2));

        await Assert.ThrowsAsync<JournalFencedException>(async () => await one.AppendAsync(Rows.After(stale, 1)));
        await Assert.ThrowsAsync<JournalHeldException>(async () => await one.TakeAsync(Shard, default));
    }

    [Fact]
    public async Task Take_OfAShardThatIsNotThere_SaysHowManyThereAre()
    {
        await using IJournal journal = Open();

        Assert.Contains("256", (await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.TakeAsync(256, default))).Message);
    }

    [Fact]
    public async Task Take_OfAllShardsAtOnce_Succeeds()
    {
        await using IJournal journal = Open();

        ShardGrant[] grants = await Task.WhenAll(Enumerable.Range(0, 256).Select(s => journal.TakeAsync(s, default).AsTask()));

        Assert.All(grants, g => Assert.Equal(1, g.Epoch));
    }

    [Fact]
    public async Task Snapshot_WithAMissingPart_IsNull()
    {
        await using IJournal journal = Open();
        await journal.WriteSnapshotAsync(Shard, Rows.Snapshot(5, 3), default);

        await (await PostgresServer.SharedAsync()).ExecuteAsync($"DELETE FROM {options.Schema}.snapshot_part WHERE part = 1", PostgresHome.DatabaseOf(options));

        Assert.Null(await journal.ReadSnapshotAsync(Shard, default));
    }

    [Fact]
    public async Task Snapshot_OfTheSameTurn_ReplacesOnlyOneThatCannotBeRead()
    {
        await using IJournal journal = Open();
        StoredSnapshot first = Rows.Snapshot(5, 3);
        StoredSnapshot second = first with { Parts = [new byte[] { 1 }] };
        StoredSnapshot third = first with { Format = 4, Parts = [new byte[] { 2 }] };
        await journal.WriteSnapshotAsync(Shard, first, default);

        await journal.WriteSnapshotAsync(Shard, second, default);
        Rows.AssertSame(first, await journal.ReadSnapshotAsync(Shard, default));

        await (await PostgresServer.SharedAsync()).ExecuteAsync($"DELETE FROM {options.Schema}.snapshot_part WHERE part = 1", PostgresHome.DatabaseOf(options));
        await journal.WriteSnapshotAsync(Shard, second, default);
        Rows.AssertSame(second, await journal.ReadSnapshotAsync(Shard, default));

        await journal.WriteSnapshotAsync(Shard, third, default);
        Rows.AssertSame(third, await journal.ReadSnapshotAsync(Shard, default));
    }

    [Fact]
    public async Task Snapshot_Replaced_LeavesNoOldParts()
    {
        await using IJournal journal = Open();
        await journal.WriteSnapshotAsync(Shard, Rows.Snapshot(5, 3), default);
        await journal.WriteSnapshotAsync(Shard, Rows.Snapshot(9, 2), default);
        await journal.WriteSnapshotAsync(Shard, Rows.Snapshot(7, 4), default);

        Assert.Equal(2L, await (await PostgresServer.SharedAsync()).QueryAsync($"SELECT count(*) FROM {options.Schema}.snapshot_part", PostgresHome.DatabaseOf(options)));
    }
}
