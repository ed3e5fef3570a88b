using Backorders.Domain.Questions;
using Backorders.Domain;
using Backorders.Engine.Cluster;
using Backorders.Journal.Cluster;

namespace Backorders.Engine.Tests.Cluster;

public sealed class OwnershipTests
{
    private static readonly WarehouseId W1 = Crew.Warehouses[0];

    [Fact]
    public void OneNode_ServesEverything() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");

        Assert.Equal(256, a.ListServed().Count);
        Assert.Equal(EngineState.Ready, a.State);
        Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Define(W1)))).Refused);
    });

    [Fact]
    public void ThreeNodes_ShareTheShardsAndKnowWhoHasWhat() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");
        BackordersEngine b = await crew.StartAsync("b");
        BackordersEngine c = await crew.StartAsync("c");
        BackordersEngine[] all = [a, b, c];

        await crew.Until(() => all.All(e => e.ListServed().Count is > 50 and < 120) && all.Sum(e => e.ListServed().Count) == 256 && crew.AllServed(all), "the shards are shared");

        foreach (WarehouseId warehouse in Crew.Warehouses)
        {
            BackordersEngine owner = crew.OwnerOf(warehouse);
            string name = "abc"[Array.IndexOf(all, owner)].ToString();
            foreach (BackordersEngine other in all.Where(e => e != owner))
            {
                await crew.Until(() => other.RouteOf(warehouse).IsKnown, "the route is known");
                Assert.Equal(new ShardRoute(RoutePlace.Elsewhere, ShardMap.ShardOf(warehouse), name, "http://" + name), other.RouteOf(warehouse));
                Refused refused = (await other.SubmitAsync(Crew.Define(warehouse))).Refused!;
                Assert.Equal(Refusal.NotOwner, refused.Reason);
                Assert.Equal("http://" + name, refused.Details.Single(d => d.Key == "owner_address").Value);
            }
        }
    });

    [Fact]
    public void NodeFallsSilent_ItsShardsAreTakenWithinTwelveSecondsAndNothingIsLost() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");
        BackordersEngine b = await crew.StartAsync("b");
        await crew.Until(() => crew.AllServed(a, b) && a.ListServed().Count < 256, "both serve");
        WarehouseId lost = Crew.Warehouses.First(w => a.RouteOf(w).Place == RoutePlace.Here);
        Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Define(lost)))).Refused);
        CommandOutcome first = await crew.Passing(a.SubmitAsync(Crew.Scan(lost, "1")));

        crew.Store.Cut("a", true);
        DateTimeOffset cutAt = crew.Time.GetUtcNow();
        await crew.Until(() => b.ListServed().Count == 256, "the other serves all");

        Assert.InRange((crew.Time.GetUtcNow() - cutAt).TotalSeconds, 7, 12);
        CommandOutcome again = await crew.Passing(b.SubmitAsync(Crew.Scan(lost, "1")));
        Assert.True(again.Repeated);
        Assert.Equal(first.Seq, again.Seq);
    });

    [Fact]
    public void NodeFallsSilent_EachOfItsShardsIsFreedByOneStepAtATime() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");
        BackordersEngine b = await crew.StartAsync("b");
        await crew.Until(() => crew.AllServed(a, b) && a.ListServed().Count < 256, "both serve");
        List<int> asked = [];
        TaskCompletionSource mayFree = new();
        crew.SeatOf("b").BeforeEvict = async shard =>
        {
            asked.Add(shard);
            await mayFree.Task;
        };

        crew.Store.Cut("a", true);
        await crew.Until(() => asked.Count > 0, "it is noticed");
        await crew.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(asked.Distinct(), asked);
        mayFree.SetResult();
        await crew.Until(() => b.ListServed().Count == 256, "the other serves all");
    });

    [Fact]
    public void NodeCutOff_StopsToAnswerBeforeOthersMayTakeItsShards() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");
        crew.Store.Cut("a", true);
        await crew.Pass(crew.Timing.OwnDeadline);

        QueryOutcome<Instant> asked = await crew.Passing(a.AskAsync(W1, new TellTime()));

        Assert.Equal(Refusal.NotReady, asked.Refused!.Reason);
        Assert.Equal(EngineState.Recovering, a.State);
        Assert.NotNull(a.Trouble);
    });

    [Fact]
    public void StoreAwayForAMinute_NothingMovesAndMemoryIsKept() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");
        BackordersEngine b = await crew.StartAsync("b");
        await crew.Until(() => crew.AllServed(a, b) && b.ListServed().Count > 50, "both serve");
        await crew.Pass(TimeSpan.FromSeconds(10));
        int[] before = [.. a.ListServed().Select(s => s.Shard)];
        foreach (string node in new[] { "a", "b" })
        {
            crew.Store.Cut(node, true);
        }

        await crew.Pass(TimeSpan.FromSeconds(60));
        foreach (string node in new[] { "a", "b" })
        {
            crew.Store.Cut(node, false);
        }

        await crew.Until(() => a.State == EngineState.Ready && b.State == EngineState.Ready, "both are back");
        await crew.Pass(TimeSpan.FromSeconds(20));

        Assert.Equal(before, a.ListServed().Select(s => s.Shard));
        foreach (WarehouseId warehouse in Crew.Warehouses)
        {
            Assert.Null((await crew.Passing(crew.OwnerOf(warehouse).SubmitAsync(Crew.Define(warehouse)))).Refused);
        }
    });

    [Fact]
    public void NodeLeaves_WhileItIsStillThereItGetsNothingBack() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");
        BackordersEngine b = await crew.StartAsync("b");
        await crew.Until(() => b.ListServed().Count > 20, "shards are on their way");

        await crew.Passing(a.LeaveAsync(default));
        await crew.Until(() => b.ListServed().Count == 256, "the other serves all");
        await crew.Pass(TimeSpan.FromSeconds(3));

        Assert.Equal(256, b.ListServed().Count);
        Assert.Empty(a.ListServed());
    });

    [Fact]
    public void NodeLeaves_OthersServeWithinASecondAndItEndsWithNothing() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");
        BackordersEngine b = await crew.StartAsync("b");
        await crew.Until(() => crew.AllServed(a, b) && b.ListServed().Count > 50, "both serve");
        WarehouseId moved = Crew.Warehouses.First(w => a.RouteOf(w).Place == RoutePlace.Here);
        CancellationToken served = a.ServedHere(moved);

        Task leaving = a.LeaveAsync(default);
        await crew.Until(() => served.IsCancellationRequested, "it gives the first");
        DateTimeOffset since = crew.Time.GetUtcNow();
        await crew.Until(() => b.RouteOf(moved).Place == RoutePlace.Here, "the other has it");
        Assert.True(crew.Time.GetUtcNow() - since < TimeSpan.FromSeconds(1));
        await crew.Passing(leaving);

        Assert.Empty(a.ListServed());
        await crew.Passing(a.StopAsync(default));
        await crew.Until(() => b.ListServed().Count == 256, "the other serves all");
        Assert.Equal("b", (await crew.Store.SeatOf(new("x", default, "", 1)).ReadAsync(default(CancellationToken))).Nodes.Single().Identity.NodeId);
    });

    [Fact]
    public void NodeWithoutWeight_OwnsNothing() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");
        BackordersEngine b = await crew.StartAsync("b", weight: 0);
        await crew.Pass(TimeSpan.FromSeconds(5));

        Assert.Empty(b.ListServed());
        Assert.Equal(256, a.ListServed().Count);
    });

    [Fact]
    public void SecondProcessOfTheSameName_IsRefusedWhileTheFirstLives() => Crew.Run(async crew =>
    {
        await crew.StartAsync("a");

        await Assert.ThrowsAsync<DuplicateNodeException>(() => crew.StartAsync("a"));
    });

    [Fact]
    public void NodeStartedAgainAfterACrash_WaitsForItsOldPlaceAndServes() => Crew.Run(async crew =>
    {
        BackordersEngine first = await crew.StartAsync("a");
        await first.DisposeAsync();

        BackordersEngine second = await crew.StartAsync("a");

        await crew.Until(() => second.ListServed().Count == 256, "it serves all");
    });

    [Fact]
    public void SealedShard_RefusesByNameOnEveryNodeUntilItIsOpened() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");
        BackordersEngine b = await crew.StartAsync("b");
        await crew.Until(() => crew.AllServed(a, b) && b.ListServed().Count > 50, "both serve");
        int shard = ShardMap.ShardOf(W1);

        Assert.True(await crew.Passing(b.SealAsync(shard, "the count is under audit.", default)));
        foreach (BackordersEngine engine in new[] { a, b })
        {
            await crew.Until(() => engine.RouteOf(W1).Place == RoutePlace.Sealed, "it is sealed");
            Refused refused = (await crew.Passing(engine.SubmitAsync(Crew.Define(W1)))).Refused!;
            Assert.Equal(Refusal.ShardSealed, refused.Reason);
            Assert.Contains("under audit", refused.Message, StringComparison.Ordinal);
        }

        Assert.True(await crew.Passing(a.UnsealAsync(shard, default)));
        await crew.Until(() => crew.AllServed(a, b), "it is served again");
    });

    [Fact]
    public void ShardThatCannotBeFolded_IsSealedAloneAndTheOthersAreServed() => Crew.Run(async crew =>
    {
        BackordersEngine a = await crew.StartAsync("a");
        Assert.Null((await crew.Passing(a.SubmitAsync(Crew.Define(W1)))).Refused);
        await crew.Passing(a.StopAsync(default));
        int shard = ShardMap.ShardOf(W1);
        crew.Store.Journal.Tamper(shard, 2, row => row with { Body = new byte[] { 1, 2, 3 } });

        BackordersEngine b = await crew.StartAsync("b");
        await crew.Until(() => b.RouteOf(W1).Place == RoutePlace.Sealed, "the damaged one is sealed");

        Assert.Equal(255, b.ListServed().Count);
        Assert.Contains("row 2", b.RouteOf(W1).Why, StringComparison.Ordinal);
    });
}
