using System.Collections.Concurrent;
using System.Diagnostics;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// A node gives its shards away. Proves: marked draining it keeps none and gets none, each of its warehouses is told by our message, callers are
/// answered throughout, operators
/// see it, and it takes shards again afterwards; weights hold; a node that leaves hands over first.
/// </summary>
public sealed class DrainTests
{
    private readonly MemoryMeetingPlace place = new(TimeProvider.System);
    private readonly string[] warehouses = [.. Enumerable.Range(1, 12).Select(i => $"W{i}")];

    [Fact]
    public async Task Draining_GivesAllShardsAway_AndTakesThemAgain()
    {
        ConcurrentQueue<string> told = [];
        await using NodeActors stays = await TestNodes.StartAsync(Parts("STAYS"));
        await using NodeActors drains = await TestNodes.StartAsync(Parts("DRAINS", tell: told.Enqueue));
        await stays.WaitForMembersAsync(2);
        await Poll.UntilAsync(async () => Count(await stays.HomesAsync(warehouses), drains) == 6, "the loads are even");
        told.Clear();

        long at = Stopwatch.GetTimestamp();
        Assert.True(await stays.SetDrainingAsync("DRAINS", draining: true, default));
        await Poll.UntilAsync(async () => (await ShardsOf(stays, drains)) == 0, "no shard is left");
        double seconds = Stopwatch.GetElapsedTime(at).TotalSeconds;

        Assert.All((await drains.HomesAsync(warehouses)).Values, home => Assert.Equal(stays.Self.Address, home));
        Assert.Equal(6, told.Count(t => t.StartsWith("hand-off ", StringComparison.Ordinal)));
        Assert.True(stays.Nodes().Single(n => n.Row.Entry.NodeId == "DRAINS").Row.Draining);
        Assert.All(stays.Nodes(), n => Assert.Equal((Akka.Cluster.MemberStatus.Up, true), (n.Status, n.IsReachable)));
        Figures.Tell($"hosting: 6 of 12 warehouses drained in {seconds:0.0} s");

        await stays.SetDrainingAsync("DRAINS", draining: false, default);
        await Poll.UntilAsync(
            async () =>
            {
                await stays.HomesAsync(warehouses);
                return await ShardsOf(stays, drains) > 0;
            },
            "it takes shards again");
    }

    [Fact]
    public async Task Weights_ShareTheShards()
    {
        NodeParts heavy = Parts("HEAVY"), none = Parts("NONE");
        (heavy.Options.Weight, none.Options.Weight) = (300, 0);
        await using NodeActors first = await TestNodes.StartAsync(heavy);
        await using NodeActors second = await TestNodes.StartAsync(none);
        await using NodeActors third = await TestNodes.StartAsync(Parts("LIGHT"));
        await first.WaitForMembersAsync(3);
        await Poll.UntilAsync(() => Task.FromResult(first.Nodes().Count(n => n.Row.Joined) == 3), "the weights are known");

        await Poll.UntilAsync(
            async () =>
            {
                Dictionary<string, string> homes = await second.HomesAsync(warehouses);
                return (Count(homes, first), Count(homes, second), Count(homes, third)) == (9, 0, 3);
            },
            "the shards are shared by weight");
    }

    [Fact]
    public async Task Leaving_HandsOver_WhileCallsAreAnswered()
    {
        ConcurrentQueue<string> told = [];
        await using NodeActors leaves = await TestNodes.StartAsync(Parts("LEAVES", tell: told.Enqueue));
        await leaves.HomesAsync(warehouses);
        await using NodeActors stays = await TestNodes.StartAsync(Parts("STAYS"));
        await stays.WaitForMembersAsync(2);

        long at = Stopwatch.GetTimestamp();
        Task leaving = leaves.LeaveAsync();
        await Poll.UntilAsync(
            async () => (await stays.HomesAsync(warehouses)).Values.All(home => home == stays.Self.Address), "all are served at the other");
        double seconds = Stopwatch.GetElapsedTime(at).TotalSeconds;
        await leaving;

        Assert.Equal(NodeEnd.Left, await leaves.Ended);
        Assert.NotEmpty(told);
        double ended = Stopwatch.GetElapsedTime(at).TotalSeconds;
        Figures.Tell($"hosting: a node with 12 warehouses left: all served at the other after {seconds:0.0} s, ended after {ended:0.0} s");
    }

    private static int Count(Dictionary<string, string> homes, NodeActors node) => homes.Values.Count(home => home == node.Self.Address);

    private static async Task<int> ShardsOf(NodeActors asked, NodeActors node) =>
        (await asked.ShardsAsync(TestNodes.Region, TimeSpan.FromSeconds(3))).Values.Count(home => home == node.Self.Address);

    private NodeParts Parts(string id, Action<string>? tell = null) =>
        TestNodes.With(place, new MemoryArbiter(place, TimeProvider.System), TestNodes.Options(id), tell);
}
