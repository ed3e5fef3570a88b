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
    public void ShardThatNeedNotGo_NextOwnerCannotFoldIt_StaysAndIsServed() => Crew.Run(async crew =>
    {
        BackordersEngine a = await FilledAsync(crew);
        BackordersEngine b = crew.Create("b");
        WarehouseId[] unreadable = [.. Crew.Warehouses.Where(w => Rendezvous.Choose(ShardMap.ShardOf(w), [Weighed("a"), Weighed("b")]) == "b")];
        int[] shards = [.. unreadable.Select(ShardMap.ShardOf)];
        crew.SeatOf("b").BeforeRead = (shard, _) => shards.Contains(shard) ? throw new JournalCorruptException(shard, 1, "a later version wrote it.") : default;

        await crew.Passing(b.StartAsync(default));
        await crew.Pass(TimeSpan.FromSeconds(30));

        Assert.InRange(b.ListServed().Count, 50, 250);
        foreach (WarehouseId warehouse in unreadable)
        {
            Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Scan(warehouse, "9")))).Refused);
        }
    });

    [Fact]
    public void ShardOnItsWay_NextOwnerIsLost_StaysAndIsOnItsWayNoMore() => Crew.Run(async crew =>
    {
        BackordersEngine a = await FilledAsync(crew);
        WarehouseId moved = Crew.Warehouses.First(w => Rendezvous.Choose(ShardMap.ShardOf(w), [Weighed("a"), Weighed("b")]) == "b");
        BackordersEngine b = crew.Create("b");
        HoldReads(crew.SeatOf("b"), moved);
        Task starting = b.StartAsync(default);
        await crew.Until(() => readsOfMoved.Count > 0, "the other begins to fold it");
        await crew.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal((ShardState.Draining, "a", "b"), await StateOf(crew, moved));

        crew.Store.Cut("b", true);
        await crew.Pass(crew.Timing.Lifetime + TimeSpan.FromSeconds(1));

        Assert.Equal((ShardState.Owned, "a", null), await StateOf(crew, moved));
        Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Scan(moved, "3")))).Refused);
        mayRead.SetResult();
        await crew.Passing(starting);
    });

    [Fact]
    public void ShardOnItsWay_ItIsClosed_IsGivenUpByItsOwner() => Crew.Run(async crew =>
    {
        BackordersEngine a = await FilledAsync(crew);
        WarehouseId moved = Crew.Warehouses.First(w => Rendezvous.Choose(ShardMap.ShardOf(w), [Weighed("a"), Weighed("b")]) == "b");
        BackordersEngine b = crew.Create("b");
        HoldReads(crew.SeatOf("b"), moved);
        Task starting = b.StartAsync(default);
        await crew.Until(() => readsOfMoved.Count > 0, "the other begins to fold it");

        Assert.True(await crew.Passing(a.SealAsync(ShardMap.ShardOf(moved), "it is counted.", default)));
        await crew.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(RoutePlace.Sealed, a.RouteOf(moved).Place);
        Assert.DoesNotContain(a.ListServed(), s => s.Shard == ShardMap.ShardOf(moved));
        mayRead.SetResult();
        await crew.Passing(starting);
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
        prepared.End(await Starter(before).LoadAsync(Host.Shard, default));

        ShardSlot slot = new(Host.Shard, now.Options.Warehouses);
        ShardLoop loop = Starter(now).Create(slot, prepared);
        loop.Start();
        await LoopStarter.OpenAsync(slot, loop, default);

        CommandItem again = new(Host.Scan("2", 5));
        loop.Take(again);
        Assert.True((await again.Task).Repeated);
        QueryItem<string> asked = new(Host.Warehouse, (warehouse, _) => SnapshotCodec.StateHash(warehouse));
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

    /// <summary>Two nodes that share all shards, and a warehouse of the first.</summary>
    private static async Task<(BackordersEngine A, BackordersEngine B, WarehouseId Moved)> TwoAsync(Crew crew)
    {
        BackordersEngine a = await FilledAsync(crew);
        BackordersEngine b = await crew.StartAsync("b");
        await crew.Until(() => crew.AllServed(a, b) && b.ListServed().Count > 50, "both serve");
        await crew.Pass(TimeSpan.FromSeconds(5));
        return (a, b, Crew.Warehouses.First(w => a.RouteOf(w).Place == RoutePlace.Here));
    }

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
