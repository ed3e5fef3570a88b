using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// What every meeting place promises. Proves: one start of an id at a time, one node that may begin, nobody begins while a member lives, and a node
/// that is gone learns it.
/// </summary>
public abstract class MeetingPlaceTests
{
    /// <summary>Long enough that nobody falls silent while a test runs.</summary>
    private static readonly TimeSpan lives = TimeSpan.FromMinutes(10);

    /// <summary>By this measure everybody has been silent for too long.</summary>
    private static readonly TimeSpan silent = TimeSpan.Zero;

    private static readonly NodeEntry a = Entry("A", 1);
    private static readonly NodeEntry b = Entry("B", 2);

    protected abstract Task<IMeetingPlace> CreateAsync();

    [Fact]
    public async Task Enter_AsTheSecondStartOfAnId_WaitsForTheFirst()
    {
        await using IMeetingPlace place = await CreateAsync();
        NodeEntry next = Entry("A", 7);

        Assert.True(await EnterAsync(place, a));
        Assert.True(await EnterAsync(place, a));
        Assert.False(await EnterAsync(place, next));
        Assert.True(await place.EnterAsync(next, "C", silent, default));
        Assert.False(await place.SeenAsync(a, joined: false, default));
        Assert.Equal(next, Assert.Single((await place.ReadAsync(default)).Nodes).Entry);
    }

    [Fact]
    public async Task Enter_AfterTheFirstStartLeftOrIsGone_TakesItsPlaceAtOnce()
    {
        await using IMeetingPlace place = await CreateAsync();
        await EnterAsync(place, a);
        await EnterAsync(place, b);

        await place.LeaveAsync(a, default);
        await place.MarkGoneAsync(b.Address, b.Incarnation, default);

        Assert.True(await EnterAsync(place, Entry("A", 7)));
        Assert.True(await EnterAsync(place, Entry("B", 8)));
        Assert.All((await place.ReadAsync(default)).Nodes, n => Assert.True(n.IsLiving(lives)));
    }

    [Fact]
    public async Task Enter_OnAnotherClustersPlace_NamesTheSetting()
    {
        await using IMeetingPlace place = await CreateAsync();
        await EnterAsync(place, a);

        ClusterStartException refused = await Assert.ThrowsAsync<ClusterStartException>(
            async () => await place.EnterAsync(b, "OTHER", lives, default));

        Assert.Contains("Cluster:Name", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Begin_ByManyAtOnce_IsGivenToOne()
    {
        await using IMeetingPlace place = await CreateAsync();
        NodeEntry[] all = [.. Enumerable.Range(1, 8).Select(i => Entry($"N{i}", i))];
        foreach (NodeEntry node in all)
        {
            await EnterAsync(place, node);
        }

        bool[] given = await Task.WhenAll(all.Select(n => Task.Run(async () => await place.BeginAsync(n, lives, default))));

        NodeEntry one = Assert.Single(all.Where((_, i) => given[i]));
        Assert.Equal(one.Incarnation, (await place.ReadAsync(default)).Beginner);
        Assert.True(await place.BeginAsync(one, lives, default));
    }

    [Fact]
    public async Task Begin_WhileAMemberLives_IsRefused_AndGivenWhenItHasEnded()
    {
        await using IMeetingPlace place = await CreateAsync();
        await EnterAsync(place, a);
        await EnterAsync(place, b);
        await place.SeenAsync(a, joined: true, default);

        Assert.False(await place.BeginAsync(b, lives, default));
        await place.LeaveAsync(a, default);
        Assert.True(await place.BeginAsync(b, lives, default));
    }

    [Fact]
    public async Task Begin_AfterTheHolderFellSilent_PassesOn()
    {
        await using IMeetingPlace place = await CreateAsync();
        await EnterAsync(place, a);
        await EnterAsync(place, b);
        await place.BeginAsync(a, lives, default);

        Assert.False(await place.BeginAsync(b, lives, default));
        Assert.True(await place.BeginAsync(b, silent, default));
    }

    [Fact]
    public async Task Begin_ByANodeThatIsGone_IsRefused()
    {
        await using IMeetingPlace place = await CreateAsync();
        await EnterAsync(place, a);

        await place.MarkGoneAsync(a.Address, a.Incarnation, default);

        Assert.False(await place.BeginAsync(a, lives, default));
        Assert.False(await place.SeenAsync(a, joined: true, default));
        Assert.True((await place.ReadAsync(default)).Nodes[0].Gone);
    }

    [Fact]
    public async Task Gone_MeansOneStartAlone()
    {
        await using IMeetingPlace place = await CreateAsync();
        await EnterAsync(place, a);

        await place.MarkGoneAsync(a.Address, a.Incarnation + 1, default);

        Assert.True(await place.SeenAsync(a, joined: true, default));
    }

    [Fact]
    public async Task Draining_IsTold_AndEndsWithTheNextStart()
    {
        await using IMeetingPlace place = await CreateAsync();
        await EnterAsync(place, a);

        Assert.True(await place.SetDrainingAsync("A", draining: true, default));
        Assert.False(await place.SetDrainingAsync("NOBODY", draining: true, default));
        Assert.True((await place.ReadAsync(default)).Nodes[0].Draining);

        await place.LeaveAsync(a, default);
        await EnterAsync(place, Entry("A", 7));
        Assert.False((await place.ReadAsync(default)).Nodes[0].Draining);
    }

    private static NodeEntry Entry(string id, long incarnation) =>
        new(id, incarnation, $"akka.tcp://c@127.0.0.1:{4000 + incarnation}", "http://127.0.0.1:5081", 100, "1.0");

    private static ValueTask<bool> EnterAsync(IMeetingPlace place, NodeEntry node) => place.EnterAsync(node, "C", lives, default);
}
