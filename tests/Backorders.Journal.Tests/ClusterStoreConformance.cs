using Backorders.Journal.Cluster;

namespace Backorders.Journal.Tests;

/// <summary>The contract of <see cref="IClusterStore"/>, with the journal that shares its store, run against every implementation.</summary>
public abstract class ClusterStoreConformance
{
    protected const int Shard = 7;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    protected NodeIdentity One { get; } = PostgresHome.Node(1);

    protected NodeIdentity Two { get; } = PostgresHome.Node(2);

    /// <summary>The store as a node reaches it.</summary>
    protected abstract (IClusterStore Store, IJournal Journal) SeatOf(NodeIdentity node);

    /// <summary>Lets the node's row expire; others' stay.</summary>
    protected abstract Task ExpireAsync(NodeIdentity node);

    [Fact]
    public async Task Join_ThenRead_ShowsTheNode()
    {
        IClusterStore store = await JoinAsync(One);

        NodeRecord node = Assert.Single((await store.ReadAsync(default)).Nodes);

        Assert.Equal((One, 0L, true, false), (node.Identity, node.Counter, node.IsLive, node.Draining));
        Assert.InRange(node.HeartbeatAge, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Join_OfALiveNodesName_IsRefusedAndNamesItsAddress()
    {
        await JoinAsync(One);
        NodeIdentity twin = PostgresHome.Node(1, start: 2);

        DuplicateNodeException e = await Assert.ThrowsAsync<DuplicateNodeException>(async () => await SeatOf(twin).Store.JoinAsync(twin, Lifetime, default));

        Assert.Contains(One.Address, e.Message);
    }

    [Fact]
    public async Task Join_AfterTheEarlierStartExpired_ReplacesIt()
    {
        IClusterStore store = await JoinAsync(One);
        await ExpireAsync(One);
        await JoinAsync(PostgresHome.Node(1, start: 2));

        Assert.False(await store.HeartbeatAsync(One, Lifetime, default));
        Assert.Equal(2, Assert.Single((await store.ReadAsync(default)).Nodes).Identity.Incarnation.ToByteArray()[4]);
    }

    [Fact]
    public async Task Heartbeat_RaisesTheCounterAndRevivesTheRow()
    {
        IClusterStore store = await JoinAsync(One);
        await ExpireAsync(One);
        Assert.False(Assert.Single((await store.ReadAsync(default)).Nodes).IsLive);

        Assert.True(await store.HeartbeatAsync(One, Lifetime, default));

        NodeRecord node = Assert.Single((await store.ReadAsync(default)).Nodes);
        Assert.Equal((1L, true), (node.Counter, node.IsLive));
    }

    [Fact]
    public async Task Leave_RemovesTheRow_AndItsHeartbeatIsRefused()
    {
        IClusterStore store = await JoinAsync(One);

        await store.LeaveAsync(One, default);

        Assert.Empty((await store.ReadAsync(default)).Nodes);
        Assert.False(await store.HeartbeatAsync(One, Lifetime, default));
    }

    [Fact]
    public async Task Read_ListsAllShards_FreeAtFirst()
    {
        IReadOnlyList<ShardRecord> shards = (await SeatOf(One).Store.ReadAsync(default)).Shards;

        Assert.Equal(Enumerable.Range(0, 256), shards.Select(s => s.Shard));
        Assert.All(shards, s => Assert.Equal((ShardState.Free, 0L, null, null), (s.State, s.LastSeq, s.OwnerNode, s.Why)));
    }

    [Fact]
    public async Task Take_ShowsTheOwner_AndAppendsShowTheLastRow()
    {
        (IClusterStore store, IJournal journal) = SeatOf(One);
        ShardGrant grant = await journal.TakeAsync(Shard, default);
        await journal.AppendAsync(Rows.After(grant, 3));

        ShardRecord shard = (await store.ReadAsync(default)).Shards[Shard];

        Assert.Equal((ShardState.Owned, grant.Epoch, One.Incarnation, One.NodeId, 3L), (shard.State, shard.Epoch, shard.OwnerIncarnation, shard.OwnerNode, shard.LastSeq));
    }

    [Fact]
    public async Task Take_OfASilentNodesShard_NeedsTheEvictionFirst()
    {
        ShardGrant stale = await OwnAsync(One);
        await ExpireAsync(One);
        (IClusterStore store, IJournal journal) = SeatOf(Two);
        await Assert.ThrowsAsync<JournalHeldException>(async () => await journal.TakeAsync(Shard, default));

        Assert.True(await store.EvictAsync(Shard, stale.Epoch, default));

        Assert.True((await journal.TakeAsync(Shard, default)).Epoch > stale.Epoch);
        await AssertFenced(One, stale);
    }

    [Fact]
    public async Task Take_ByALaterStartOfTheSameNode_IsAnothers()
    {
        await OwnAsync(One);

        await Assert.ThrowsAsync<JournalHeldException>(async () => await SeatOf(PostgresHome.Node(1, start: 2)).Journal.TakeAsync(Shard, default));
    }

    [Fact]
    public async Task Evict_OfALiveOwner_IsRefused()
    {
        ShardGrant grant = await OwnAsync(One);

        Assert.False(await SeatOf(Two).Store.EvictAsync(Shard, grant.Epoch, default));
        await SeatOf(One).Journal.AppendAsync(Rows.After(grant, 1));
    }

    [Fact]
    public async Task Evict_InAnotherEpoch_IsRefused()
    {
        ShardGrant grant = await OwnAsync(One);
        await ExpireAsync(One);

        Assert.False(await SeatOf(Two).Store.EvictAsync(Shard, grant.Epoch + 1, default));
        Assert.False(await SeatOf(Two).Store.EvictAsync(Shard, grant.Epoch - 1, default));
    }

    [Fact]
    public async Task Evict_OfAnOwnerThatLeft_FreesAtOnce()
    {
        ShardGrant grant = await OwnAsync(One);
        await SeatOf(One).Store.LeaveAsync(One, default);

        Assert.True(await SeatOf(Two).Store.EvictAsync(Shard, grant.Epoch, default));
        Assert.False(await SeatOf(Two).Store.EvictAsync(Shard, grant.Epoch, default));
    }

    [Fact]
    public async Task BeginMove_MarksTheShard_AndItsOwnerMayStillAppend()
    {
        ShardGrant grant = await OwnAsync(One);
        (IClusterStore store, IJournal journal) = SeatOf(One);

        Assert.True(await store.BeginMoveAsync(grant, Two.NodeId, default));

        ShardRecord shard = (await store.ReadAsync(default)).Shards[Shard];
        Assert.Equal((ShardState.Draining, One.NodeId, Two.NodeId), (shard.State, shard.OwnerNode, shard.TargetNode));
        await journal.AppendAsync(Rows.After(grant, 1));
        Assert.False(await store.BeginMoveAsync(grant with { Epoch = grant.Epoch - 1 }, null, default));
    }

    [Fact]
    public async Task NotePrepared_ShowsOnTheMovingShard_UntilItIsTaken()
    {
        ShardGrant grant = await OwnAsync(One);
        IClusterStore store = await JoinAsync(Two);
        await SeatOf(One).Store.BeginMoveAsync(grant, Two.NodeId, default);
        Assert.Null((await store.ReadAsync(default)).Shards[Shard].PreparedBy);

        Assert.True(await store.NotePreparedAsync(Shard, grant.Epoch, Two, ShardPreparedness.Unfit, default));
        Assert.Equal(ShardPreparedness.Unfit, (await store.ReadAsync(default)).Shards[Shard].Prepared);
        Assert.True(await store.NotePreparedAsync(Shard, grant.Epoch, Two, ShardPreparedness.Ready, default));

        ShardRecord ready = (await store.ReadAsync(default)).Shards[Shard];
        Assert.Equal((Two.Incarnation, ShardPreparedness.Ready), (ready.PreparedBy, ready.Prepared));
        await SeatOf(One).Journal.AppendAsync(Rows.After(grant, 1));
        Assert.True(await SeatOf(One).Store.GiveAsync(grant, 1, Two.NodeId, default));
        await SeatOf(Two).Journal.TakeAsync(Shard, default);
        ShardRecord taken = (await store.ReadAsync(default)).Shards[Shard];
        Assert.Equal((null, ShardPreparedness.None), (taken.PreparedBy, taken.Prepared));
    }

    [Fact]
    public async Task NotePrepared_OfAShardThatDoesNotComeHere_IsRefused()
    {
        ShardGrant grant = await OwnAsync(One);
        IClusterStore store = await JoinAsync(Two);
        Assert.False(await store.NotePreparedAsync(Shard, grant.Epoch, Two, ShardPreparedness.Ready, default));

        await SeatOf(One).Store.BeginMoveAsync(grant, Two.NodeId, default);

        Assert.False(await store.NotePreparedAsync(Shard, grant.Epoch + 1, Two, ShardPreparedness.Ready, default));
        Assert.False(await store.NotePreparedAsync(Shard, grant.Epoch, One, ShardPreparedness.Ready, default));
        Assert.Null((await store.ReadAsync(default)).Shards[Shard].PreparedBy);
    }

    [Fact]
    public async Task EndMove_LeavesTheShardWithItsOwner_AsIfItHadNotBegun()
    {
        ShardGrant grant = await OwnAsync(One);
        IClusterStore store = await JoinAsync(Two);
        await SeatOf(One).Store.BeginMoveAsync(grant, Two.NodeId, default);
        await store.NotePreparedAsync(Shard, grant.Epoch, Two, ShardPreparedness.Ready, default);

        Assert.False(await SeatOf(One).Store.EndMoveAsync(grant with { GrantId = Guid.Empty }, default));
        Assert.True(await SeatOf(One).Store.EndMoveAsync(grant, default));

        ShardRecord shard = (await store.ReadAsync(default)).Shards[Shard];
        Assert.Equal((ShardState.Owned, One.NodeId, null, null, ShardPreparedness.None), (shard.State, shard.OwnerNode, shard.TargetNode, shard.PreparedBy, shard.Prepared));
        await SeatOf(One).Journal.AppendAsync(Rows.After(grant, 1));
        Assert.False(await SeatOf(One).Store.EndMoveAsync(grant, default));
    }

    [Fact]
    public async Task Give_FreesTheShardForItsTarget_AndFencesTheGiver()
    {
        ShardGrant grant = await OwnAsync(One);
        await JoinAsync(Two);

        Assert.True(await SeatOf(One).Store.GiveAsync(grant, 0, Two.NodeId, default));

        ShardRecord shard = (await SeatOf(One).Store.ReadAsync(default)).Shards[Shard];
        Assert.Equal((ShardState.Free, null, null, Two.NodeId), (shard.State, shard.OwnerNode, shard.OwnerIncarnation, shard.TargetNode));
        await AssertFenced(One, grant);
        await SeatOf(Two).Journal.TakeAsync(Shard, default);
        Assert.Null((await SeatOf(One).Store.ReadAsync(default)).Shards[Shard].TargetNode);
    }

    [Fact]
    public async Task Give_OfAShardThatStandsElsewhere_OrIsLost_IsRefused()
    {
        ShardGrant grant = await OwnAsync(One);
        (IClusterStore store, IJournal journal) = SeatOf(One);
        await journal.AppendAsync(Rows.After(grant, 2));

        Assert.False(await store.GiveAsync(grant, 1, null, default));
        Assert.False(await store.GiveAsync(grant with { GrantId = Guid.Empty }, 2, null, default));
        Assert.True(await store.GiveAsync(grant, 2, null, default));
        Assert.False(await store.GiveAsync(grant, 2, null, default));
    }

    [Fact]
    public async Task Give_ToANodeThatIsNotLive_IsRefused()
    {
        ShardGrant grant = await OwnAsync(One);
        Assert.False(await SeatOf(One).Store.GiveAsync(grant, 0, Two.NodeId, default));
        await JoinAsync(Two);
        await ExpireAsync(Two);

        Assert.False(await SeatOf(One).Store.GiveAsync(grant, 0, Two.NodeId, default));
    }

    [Fact]
    public async Task Seal_ClosesTheShardToEverybody_UntilItIsUnsealed()
    {
        ShardGrant grant = await OwnAsync(One);
        (IClusterStore store, IJournal journal) = SeatOf(One);

        Assert.True(await store.SealAsync(Shard, "row 5 cannot be read", default));

        Assert.False(await store.SealAsync(Shard, "again", default));
        Assert.Equal((ShardState.Sealed, "row 5 cannot be read"), ((await store.ReadAsync(default)).Shards[Shard].State, (await store.ReadAsync(default)).Shards[Shard].Why));
        await AssertFenced(One, grant);
        Assert.Contains("row 5", (await Assert.ThrowsAsync<JournalHeldException>(async () => await journal.TakeAsync(Shard, default))).Message);
        Assert.False(await store.EvictAsync(Shard, grant.Epoch, default));
        Assert.True(await store.UnsealAsync(Shard, default));
        Assert.False(await store.UnsealAsync(Shard, default));
        await AssertFenced(One, grant);
        Assert.True((await journal.TakeAsync(Shard, default)).Epoch > grant.Epoch);
        Assert.Null((await store.ReadAsync(default)).Shards[Shard].Why);
    }

    [Fact]
    public async Task SealOrUnseal_OfAShardThatIsNotThere_IsRefused()
    {
        Assert.False(await SeatOf(One).Store.SealAsync(999, "why", default));
        Assert.False(await SeatOf(One).Store.UnsealAsync(999, default));
    }

    [Fact]
    public async Task SetDraining_ShowsOnTheNode_UntilItStartsAnew()
    {
        IClusterStore store = await JoinAsync(One);

        Assert.True(await store.SetDrainingAsync(One.NodeId, true, default));
        Assert.True(Assert.Single((await store.ReadAsync(default)).Nodes).Draining);
        Assert.False(await store.SetDrainingAsync("nobody", true, default));
        await ExpireAsync(One);
        await JoinAsync(PostgresHome.Node(1, start: 2));
        Assert.False(Assert.Single((await store.ReadAsync(default)).Nodes).Draining);
    }

    private async Task<IClusterStore> JoinAsync(NodeIdentity node)
    {
        IClusterStore store = SeatOf(node).Store;
        await store.JoinAsync(node, Lifetime, default);
        return store;
    }

    private async Task<ShardGrant> OwnAsync(NodeIdentity node)
    {
        await JoinAsync(node);
        return await SeatOf(node).Journal.TakeAsync(Shard, default);
    }

    private async Task AssertFenced(NodeIdentity node, ShardGrant grant) =>
        await Assert.ThrowsAsync<JournalFencedException>(async () => await SeatOf(node).Journal.AppendAsync(Rows.After(grant, 1)));
}
