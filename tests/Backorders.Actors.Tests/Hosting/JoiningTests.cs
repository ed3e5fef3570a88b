using System.Net;
using System.Net.Sockets;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// How nodes become one cluster. Proves: two that start at the same moment form one, a dead beginner's right passes on, a member that only seems dead
/// is joined, and each
/// mistake of the settings is one line that names the setting.
/// </summary>
public sealed class JoiningTests
{
    private readonly MemoryMeetingPlace place = new(TimeProvider.System);

    [PostgresFact]
    public async Task Nodes_StartedAtTheSameMoment_FormOneCluster()
    {
        PostgresOptions database = await TestDatabase.CreateAsync();
        NodeActors[] nodes = await Task.WhenAll(
            Enumerable.Range(1, 3).Select(i => Task.Run(() => TestNodes.StartAsync(OnPostgres(database, $"N{i}")))));
        await using NodeActors first = nodes[0], second = nodes[1], third = nodes[2];

        await Task.WhenAll(nodes.Select(n => n.WaitForMembersAsync(3)));

        Counted one = await first.AskAsync("W1");
        Counted two = await second.AskAsync("W1");
        Assert.Equal((one.Node, one.Total + 1), (two.Node, two.Total));
        Assert.Equal(["N1", "N2", "N3"], await RowsAsync(database));
    }

    [Fact]
    public async Task Node_AfterAnotherDiedBeforeItBegan_Begins()
    {
        NodeEntry dead = new("DEAD", 4711, "akka.tcp://backorders@127.0.0.1:1", string.Empty, 100, string.Empty);
        MeetingTiming timing = new() { Lifetime = TimeSpan.FromSeconds(1) };
        await place.EnterAsync(dead, "backorders", timing.Lifetime, default);
        Assert.True(await place.BeginAsync(dead, timing.Lifetime, default));

        await using NodeActors node = await TestNodes.StartAsync(OnMemory("LIVES") with { Timing = timing });

        Assert.Equal(node.Self.Address, (await node.AskAsync("W1")).Node);
    }

    [Fact]
    public async Task Node_ThatDidNotHearThatItMayBegin_BeginsWhenItReadsIt()
    {
        CuttablePlace way = new(place);
        way.LoseRight();

        await using NodeActors node = await TestNodes.StartAsync(OnMemory("DEAF", way));

        Assert.Equal(node.Self.Address, (await node.AskAsync("W1")).Node);
    }

    [Fact]
    public async Task Node_ThatFindsMembersSilent_WatchesThem_AndJoinsTheOneThatSpeaks()
    {
        MeetingTiming timing = new()
        {
            Lifetime = TimeSpan.FromMilliseconds(600), Beat = TimeSpan.FromMilliseconds(100), WatchSilent = TimeSpan.FromSeconds(20),
        };
        CuttablePlace firsts = new(place), seconds = new(place);
        await using NodeActors first = await TestNodes.StartAsync(OnMemory("FIRST", firsts) with { Timing = timing });
        firsts.Cut();
        await Poll.UntilAsync(async () => (await place.ReadAsync(default)).Nodes.All(n => !n.IsLiving(timing.Lifetime)), "the first falls silent");

        Task<NodeActors> starting = TestNodes.StartAsync(OnMemory("SECOND", seconds) with { Timing = timing });
        await seconds.HasRead;
        firsts.Mend();

        await using NodeActors second = await starting;
        await second.WaitForMembersAsync(2);
    }

    [Fact]
    public async Task Node_WhoseRowWasLost_EntersAgain_AndServesOn()
    {
        CuttablePlace way = new(place);
        await using NodeActors node = await TestNodes.StartAsync(OnMemory("LOST", way));
        MemoryMeetingPlace after = new(TimeProvider.System);

        way.Replace(after);
        await Poll.UntilAsync(
            async () => (await after.ReadAsync(default)).Nodes.Any(n => n.Entry == node.Self && n.Joined), "its row is there again");

        Assert.False(node.Ended.IsCompleted);
        Assert.Equal(node.Self.Address, (await node.AskAsync("W1")).Node);
    }

    [Fact]
    public async Task Node_WhoseMarkOfAGoneOneWasLost_NotesItAgain()
    {
        NodeEntry gone = new("GONE", 4711, "akka.tcp://backorders@127.0.0.1:1", string.Empty, 100, string.Empty);
        MeetingTiming timing = new() { Beat = TimeSpan.FromMilliseconds(50) };
        NodeEntry self = gone with { NodeId = "SELF", Incarnation = 1 };
        await place.EnterAsync(self, "backorders", timing.Lifetime, default);
        await place.EnterAsync(gone, "backorders", timing.Lifetime, default);
        NodeWatch watch = new(place, self, "backorders", timing, TimeProvider.System, NullLogger<NodeWatch>.Instance, Assert.Fail, static () => { });
        watch.Start();

        watch.TellGone(gone.Address, gone.Incarnation);
        await Poll.UntilAsync(async () => await IsGoneAsync(), "its row says so");
        await place.EnterAsync(gone, "backorders", timing.Lifetime, default);
        await Poll.UntilAsync(async () => await IsGoneAsync(), "its row says so again");
        await watch.StopAsync();

        async Task<bool> IsGoneAsync() => (await place.ReadAsync(default)).Nodes.Single(n => n.Entry == gone).Gone;
    }

    [Fact]
    public async Task Node_WithAnIdThatLives_IsRefused()
    {
        await using NodeActors first = await TestNodes.StartAsync(OnMemory("SAME"));

        ClusterStartException refused = await RefusedAsync(OnMemory("SAME"));

        Assert.Contains("Cluster:NodeId", refused.Message, StringComparison.Ordinal);
        Assert.False(first.Ended.IsCompleted);
    }

    [Fact]
    public async Task Node_WithAnAddressThatLives_IsRefused()
    {
        NodeParts parts = OnMemory("FIRST");
        parts.Options.Port = FreePort.Take();
        await using NodeActors first = await TestNodes.StartAsync(parts);
        NodeParts twin = OnMemory("SECOND");
        (twin.Options.Port, twin.Options.Bind) = (parts.Options.Port, "127.0.0.1:0");

        ClusterStartException refused = await RefusedAsync(twin);

        Assert.Contains("Cluster:Host and Cluster:Port", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'FIRST'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_WhosePortIsTaken_IsRefused()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        NodeParts parts = OnMemory("LATE");
        parts.Options.Port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Assert.Contains("Cluster:Port", (await RefusedAsync(parts)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_WithAClockAnHourOff_IsRefused()
    {
        NodeParts parts = TestNodes.With(place, new MemoryArbiter(place, TimeProvider.System), TestNodes.Options("LATE"), time: new OffByAnHour());

        ClusterStartException refused = await RefusedAsync(parts);

        Assert.Contains("Cluster:ClockSkewSecondsMax", refused.Message, StringComparison.Ordinal);
        Assert.Contains("3600 s", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_OnAnotherClustersTables_IsRefused()
    {
        await place.EnterAsync(
            new("X", 1, "akka.tcp://other@127.0.0.1:1", string.Empty, 100, string.Empty), "other", TimeSpan.FromSeconds(1), default);

        Assert.Contains("Cluster:Name", (await RefusedAsync(OnMemory("LOST"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_AreJoined_AndOneThatNeverAnswersIsNamed()
    {
        NodeParts first = OnMemory("FIRST"), second = OnMemory("SECOND"), third = OnMemory("THIRD");
        first.Options.Port = FreePort.Take();
        second.Options.Port = FreePort.Take();
        third.Options.Port = FreePort.Take();
        first.Options.Seeds = second.Options.Seeds = [$"127.0.0.1:{first.Options.Port}"];
        third.Options.Seeds = ["127.0.0.1:1"];
        third.Options.JoinSeconds = 1;
        await using NodeActors one = await TestNodes.StartAsync(first);
        await using NodeActors two = await TestNodes.StartAsync(second);

        await two.WaitForMembersAsync(2);
        ClusterStartException refused = await RefusedAsync(third);

        Assert.Contains("Cluster:Seeds", refused.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_SayEveryMistakeAtOnce_ByTheSettingsName()
    {
        ClusterNodeOptions wrong = new()
        {
            Name = "a b", NodeId = "x/y", Host = "0.0.0.0", Port = 70_000, Bind = "nowhere", Seeds = ["first"], Weight = -1,
            ClockSkewSecondsMax = 0, JoinSeconds = 0, MessageBytesMax = 1,
        };

        string said = string.Join(' ', wrong.Check());

        Assert.All(
            ["Name", "NodeId", "Host", "Port", "Bind", "Seeds", "Weight", "ClockSkewSecondsMax", "JoinSeconds", "MessageBytesMax", "Tls:Certificate"],
            name => Assert.Contains($"Cluster:{name}:", said, StringComparison.Ordinal));
        Assert.Empty(new ClusterNodeOptions().Check());
    }

    internal static NodeParts OnPostgres(PostgresOptions database, string id, Action<string>? tell = null) =>
        TestNodes.With(new PostgresMeetingPlace(database, id), new PostgresArbiter(database, id), TestNodes.Options(id), tell);

    private static async Task<ClusterStartException> RefusedAsync(NodeParts parts) =>
        await Assert.ThrowsAsync<ClusterStartException>(() => TestNodes.StartAsync(parts));

    private static async Task<string[]> RowsAsync(PostgresOptions database)
    {
        await using PostgresMeetingPlace place = new(database, "LOOKS");
        return [.. (await place.ReadAsync(default)).Nodes.Where(n => n is { Joined: true, IsOpen: true }).Select(n => n.Entry.NodeId)];
    }

    private NodeParts OnMemory(string id, IMeetingPlace? way = null) =>
        TestNodes.With(way ?? place, new MemoryArbiter(place, TimeProvider.System), TestNodes.Options(id));

    /// <summary>A machine whose clock is wrong, and whose seconds are right.</summary>
    private sealed class OffByAnHour : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromHours(1);
    }
}
