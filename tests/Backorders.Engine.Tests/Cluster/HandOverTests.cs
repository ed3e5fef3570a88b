using Backorders.Domain;
using Backorders.Engine.Cluster;
using Backorders.Journal;
using Backorders.Journal.Cluster;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Engine.Tests.Cluster;

/// <summary>A shard goes when its next owner has folded it, so that its callers do not wait for that.</summary>
public sealed class HandOverTests
{
    private readonly TaskCompletionSource mayRead = new();
    private readonly List<long> readsOfMoved = [];

    [Fact]
    public void NodeLeaves_EachShardIsServedUntilItsNextOwnerHasItReady() => Crew.Run(async crew =>
    {
        (BackordersEngine a, BackordersEngine b, WarehouseId moved) = await TwoAsync(crew);
        HoldReads(crew.SeatOf("b"), moved);

        Task leaving = a.LeaveAsync(default);
        await crew.Until(() => readsOfMoved.Count > 0, "the other begins to fold it");
        await crew.Pass(TimeSpan.FromSeconds(2));
        CommandOutcome meanwhile = await crew.Passing(a.SubmitAsync(Crew.Scan(moved, "2")));
        Assert.Null(meanwhile.Refused);
        Assert.Equal((ShardState.Draining, "a", "b"), await StateOf(crew, moved));

        mayRead.SetResult();
        await crew.Passing(leaving);
        await crew.Until(() => b.RouteOf(moved).Place == RoutePlace.Here, "the other has it");
        CommandOutcome again = await crew.Passing(b.SubmitAsync(Crew.Scan(moved, "2")));
        Assert.True(again.Repeated);
        Assert.Equal(meanwhile.Seq, again.Seq);
        Assert.Single(readsOfMoved, r => r == 0);
    });

    [Fact]
    public void NodeLeaves_NextOwnerIsNotReadyInTime_ShardGoesAllTheSame() => Crew.Run(async crew =>
    {
        (BackordersEngine a, BackordersEngine b, WarehouseId moved) = await TwoAsync(crew);
        HoldReads(crew.SeatOf("b"), moved);

        Task leaving = a.LeaveAsync(default);
        DateTimeOffset since = crew.Time.GetUtcNow();
        await crew.Passing(leaving);

        Assert.InRange(crew.Time.GetUtcNow() - since, crew.Timing.PreparedWithin, crew.Timing.PreparedWithin + TimeSpan.FromSeconds(3));
        Assert.Empty(a.ListServed());
        mayRead.SetResult();
        await crew.Until(() => b.ListServed().Count == 256, "the other serves all");
    });

    [Fact]
    public void NextOwnerCannotFoldAShard_TheOwnerKeepsItAndMovesTheOthers() => Crew.Run(async crew =>
    {
        BackordersEngine a = await FilledAsync(crew);
        BackordersEngine b = crew.Create("b");
        int[] shards = [.. Crew.Warehouses.Select(ShardMap.ShardOf)];
        WarehouseId[] unreadable = [.. Crew.Warehouses.Where(w => Rendezvous.Choose(ShardMap.ShardOf(w), [Weighed("a"), Weighed("b")]) == "b")];
        MakeUnreadable(crew.SeatOf("b"), shards);

        await crew.Passing(b.StartAsync(default));
        await crew.Pass(TimeSpan.FromSeconds(30));

        Assert.InRange(b.ListServed().Count, 50, 250);
        foreach (WarehouseId warehouse in unreadable)
        {
            Assert.Equal((ShardState.Owned, "a", null), await StateOf(crew, warehouse));
            Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Scan(warehouse, "9")))).Refused);
        }

        // A third one is well: what is meant for it goes there.
        BackordersEngine c = await crew.StartAsync("c");
        WarehouseId[] forC = [.. Crew.Warehouses.Where(w => Rendezvous.Choose(ShardMap.ShardOf(w), [Weighed("a"), Weighed("b"), Weighed("c")]) == "c")];
        Assert.NotEmpty(forC);
        await crew.Until(() => forC.All(w => c.RouteOf(w).Place == RoutePlace.Here), "the third node has its part");
    });

    [Fact]
    public void NodeLeaves_NextOwnerCannotFoldItsShards_TheyGoToAnotherAndNoneIsClosed() => Crew.Run(async crew =>
    {
        BackordersEngine a = await FilledAsync(crew);
        BackordersEngine b = crew.Create("b");
        MakeUnreadable(crew.SeatOf("b"), [.. Crew.Warehouses.Select(ShardMap.ShardOf)]);
        await crew.Passing(b.StartAsync(default));
        BackordersEngine c = await crew.StartAsync("c");
        await crew.Pass(TimeSpan.FromSeconds(10));

        await crew.Passing(a.LeaveAsync(default));
        await crew.Until(() => Crew.Warehouses.All(w => c.RouteOf(w).Place == RoutePlace.Here), "the third node serves all that has turns");

        Assert.Empty(a.ListServed());
        foreach (WarehouseId warehouse in Crew.Warehouses)
        {
            Assert.True((await crew.Passing(c.SubmitAsync(Crew.Scan(warehouse, "1")))).Repeated);
        }
    });

    [Fact]
    public void NodeLeaves_NextOwnerIsDrainedToo_ShardsGoToTheThirdWhenThatIsReady() => Crew.Run(async crew =>
    {
        BackordersEngine a = await FilledAsync(crew);
        BackordersEngine b = await crew.StartAsync("b");
        BackordersEngine c = await crew.StartAsync("c");
        await crew.Until(() => crew.AllServed(a, b, c) && c.ListServed().Count > 50, "all serve");
        await crew.Pass(TimeSpan.FromSeconds(5));
        WarehouseId moved = Crew.Warehouses.First(w => a.RouteOf(w).Place == RoutePlace.Here && Rendezvous.Choose(ShardMap.ShardOf(w), [Weighed("b"), Weighed("c")]) == "b");
        HoldReads(crew.SeatOf("b"), moved);
        Task leaving = a.LeaveAsync(default);
        await crew.Until(() => readsOfMoved.Count > 0, "the second begins to fold it");

        TaskCompletionSource thirdMayRead = new();
        int shard = ShardMap.ShardOf(moved);
        crew.SeatOf("c").BeforeRead = async (read, _) => await (read == shard ? thirdMayRead.Task : Task.CompletedTask);
        await crew.Passing(crew.SeatOf("b").SetDrainingAsync("b", true, default).AsTask());
        await crew.Until(() => a.RouteOf(moved).Place != RoutePlace.Here || crew.RowOf(moved).Result.TargetNode == "c", "it is meant for the third");

        Assert.Equal((ShardState.Draining, "a", "c"), await StateOf(crew, moved));
        Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Scan(moved, "4")))).Refused);
        thirdMayRead.SetResult();
        mayRead.SetResult();
        await crew.Passing(leaving);
        await crew.Until(() => c.RouteOf(moved).Place == RoutePlace.Here, "the third has it");
    });

    [Fact]
    public void ShardOnItsWay_ItsOwnerTakesItFromItself_IsAnnouncedAnewAndGoes() => Crew.Run(async crew =>
    {
        (BackordersEngine a, BackordersEngine b, WarehouseId moved, Task starting) = await OnItsWayAsync(crew);

        crew.Store.Cut("a", true);
        await crew.Pass(crew.Timing.OwnDeadline + TimeSpan.FromMilliseconds(500));
        crew.Store.Cut("a", false);
        await crew.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal((ShardState.Draining, "a", "b"), await StateOf(crew, moved));
        Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Scan(moved, "5")))).Refused);

        mayRead.SetResult();
        await crew.Passing(starting);
        await crew.Until(() => b.RouteOf(moved).Place == RoutePlace.Here, "the other has it");
    });

    [Fact]
    public void ShardOnItsWay_ItsRowHasLostThatItIsReady_ItsOwnerIsToldAgain() => Crew.Run(async crew =>
    {
        (BackordersEngine a, BackordersEngine b, WarehouseId moved, Task starting) = await OnItsWayAsync(crew);

        // Its owner does not see what is noted, and then it is noted no more.
        crew.Store.Cut("a", true);
        mayRead.SetResult();
        await crew.Until(() => crew.RowOf(moved).Result.Prepared == ShardPreparedness.Ready, "it is ready");
        crew.Store.ForgetPrepared(ShardMap.ShardOf(moved));
        crew.Store.Cut("a", false);

        await crew.Passing(starting);
        await crew.Until(() => b.RouteOf(moved).Place == RoutePlace.Here, "the other has it");
        Assert.Single(readsOfMoved, r => r == 0);
    });

    [Fact]
    public void GivenShard_StoreHasForgottenTheGift_IsServedAgainByItsGiver() => Crew.Run(async crew =>
    {
        (BackordersEngine a, BackordersEngine b, WarehouseId moved) = await TwoAsync(crew);
        Action rollBack = crew.Store.Remember(ShardMap.ShardOf(moved));
        await crew.SeatOf("a").SetDrainingAsync("a", true, default);
        await crew.Until(() => b.RouteOf(moved).Place == RoutePlace.Here, "the other has it");
        await crew.Pass(TimeSpan.FromSeconds(2));

        rollBack();
        Assert.Equal((ShardState.Owned, "a", null), await StateOf(crew, moved));
        await crew.Until(() => crew.RowOf(moved).Result is { State: ShardState.Owned, OwnerNode: "b" } && b.RouteOf(moved).Place == RoutePlace.Here, "its giver takes it, and gives it anew");

        Assert.True((await crew.Passing(b.SubmitAsync(Crew.Scan(moved, "1")))).Repeated);
        Assert.Null((await crew.Passing(b.SubmitAsync(Crew.Scan(moved, "8")))).Refused);
    });

    [Fact]
    public void ShardOnItsWay_ItIsClosed_IsGivenUpByItsOwner() => Crew.Run(async crew =>
    {
        (BackordersEngine a, BackordersEngine b, WarehouseId moved, Task starting) = await OnItsWayAsync(crew);

        Assert.True(await crew.Passing(a.SealAsync(ShardMap.ShardOf(moved), "it is counted.", default)));
        await crew.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(RoutePlace.Sealed, a.RouteOf(moved).Place);
        Assert.DoesNotContain(a.ListServed(), s => s.Shard == ShardMap.ShardOf(moved));
        mayRead.SetResult();
        await crew.Passing(starting);
    });

    [Fact]
    public void NodeLeaves_SnapshotIsBeingWritten_NobodyWaitsForIt() => Crew.Run(async crew =>
    {
        crew.SnapshotEveryTurns = 3;
        BackordersEngine a = await crew.StartAsync("a");
        HoldReads(crew.SeatOf("a"), Crew.Warehouses[0]);
        Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Define(Crew.Warehouses[0])))).Refused);
        Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Scan(Crew.Warehouses[0], "1")))).Refused);
        await crew.Until(() => readsOfMoved.Count > 0, "a snapshot is begun");
        BackordersEngine b = await crew.StartAsync("b");

        await crew.Passing(a.LeaveAsync(default));
        await crew.Until(() => b.ListServed().Count == 256, "the other serves all");

        Assert.False(mayRead.Task.IsCompleted);
        Assert.True((await crew.Passing(b.SubmitAsync(Crew.Scan(Crew.Warehouses[0], "1")))).Repeated);
        mayRead.SetResult();
    });

    /// <summary>As after a failover that lost what was acknowledged: the rows that were prepared are others now, or there are fewer.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task PreparedState_OnRowsThatAreNoLongerThere_IsThrownAwayAndTheShardIsFolded(int preparedScans)
    {
        Host before = await Host.StartAsync();
        Host now = await Host.StartAsync();
        for (int i = 1; i <= preparedScans; i++)
        {
            await before.Engine.SubmitAsync(Host.Scan($"{i}", 7));
        }

        await now.Engine.SubmitAsync(Host.Scan("1", 5));
        await now.Engine.SubmitAsync(Host.Scan("2", 5));
        string hash = await now.StateHash();
        await before.DisposeAsync();
        await now.DisposeAsync();
        ShardPreparation prepared = new(1);
        prepared.Fold(await Starter(before).LoadAsync(Host.Shard, default));

        ShardSlot slot = new(Host.Shard, now.Options.Warehouses);
        ShardLoop loop = Starter(now).Create(slot, prepared);
        loop.Start();
        await LoopStarter.OpenAsync(slot, loop, default);

        CommandItem again = new(Host.Scan("2", 5));
        loop.Take(again);
        Assert.True((await again.Task).Repeated);
        QueryItem<string> asked = new(Host.Warehouse, new HashState());
        loop.Take(asked);
        Assert.Equal(hash, (await asked.Task).Value);
        loop.RequestStop();
        await loop.Completion;
    }

    private static LoopStarter Starter(Host host) => new(host.Options, host.Store, host.Time, NullLogger.Instance, null, null);

    private static NodeIdentity Weighed(string nodeId) => new(nodeId, default, "", 100);

    private static async Task<(ShardState State, string? Owner, string? Target)> StateOf(Crew crew, WarehouseId warehouse)
    {
        ShardRecord row = await crew.RowOf(warehouse);
        return (row.State, row.OwnerNode, row.TargetNode);
    }

    /// <summary>One node, with a receipt in each warehouse.</summary>
    private static async Task<BackordersEngine> FilledAsync(Crew crew)
    {
        BackordersEngine a = await crew.StartAsync("a");
        foreach (WarehouseId warehouse in Crew.Warehouses)
        {
            Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Define(warehouse)))).Refused);
            Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Scan(warehouse, "1")))).Refused);
        }

        return a;
    }

    /// <summary>A second node that has begun to fold a warehouse of the first, and may not read on.</summary>
    private async Task<(BackordersEngine A, BackordersEngine B, WarehouseId Moved, Task Starting)> OnItsWayAsync(Crew crew)
    {
        BackordersEngine a = await FilledAsync(crew);
        WarehouseId moved = Crew.Warehouses.First(w => Rendezvous.Choose(ShardMap.ShardOf(w), [Weighed("a"), Weighed("b")]) == "b");
        BackordersEngine b = crew.Create("b");
        HoldReads(crew.SeatOf("b"), moved);
        Task starting = b.StartAsync(default);
        await crew.Until(() => readsOfMoved.Count > 0, "the other begins to fold it");
        return (a, b, moved, starting);
    }

    /// <summary>Two nodes that share all shards, and a warehouse of the first.</summary>
    private static async Task<(BackordersEngine A, BackordersEngine B, WarehouseId Moved)> TwoAsync(Crew crew)
    {
        BackordersEngine a = await FilledAsync(crew);
        BackordersEngine b = await crew.StartAsync("b");
        await crew.Until(() => crew.AllServed(a, b) && b.ListServed().Count > 50, "both serve");
        await crew.Pass(TimeSpan.FromSeconds(5));
        return (a, b, Crew.Warehouses.First(w => a.RouteOf(w).Place == RoutePlace.Here));
    }

    /// <summary>Rows of some shards are of a later version for one node.</summary>
    private static void MakeUnreadable(MemorySeat seat, int[] shards) => seat.BeforeRead = (shard, _) =>
        shards.Contains(shard) ? throw new JournalCorruptException(shard, 1, "a later version wrote it.") : default;

    /// <summary>Rows of a warehouse's shard come only when they may.</summary>
    private void HoldReads(MemorySeat seat, WarehouseId warehouse)
    {
        int held = ShardMap.ShardOf(warehouse);
        seat.BeforeRead = async (shard, afterSeq) =>
        {
            if (shard == held)
            {
                readsOfMoved.Add(afterSeq);
                await mayRead.Task;
            }
        };
    }
}
