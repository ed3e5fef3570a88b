using System.Collections.Concurrent;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Testing.Postgres;
using Backorders.Testing;
using Microsoft.AspNetCore.Http;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// How nodes find each other through the Kubernetes API. Proves: pods that are listed become one cluster, the right to begin stays the meeting place's, and an API that
/// gives no answer is waited for, then named.
/// </summary>
public sealed class KubernetesTests : IAsyncLifetime
{
    private static int lastHost;

    private readonly MemoryMeetingPlace place = new(TimeProvider.System);
    private FakeKubernetes api = null!;

    public async Task InitializeAsync() => api = await FakeKubernetes.StartAsync();

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task Pods_StartedAtTheSameMoment_FormOneCluster_AndALaterOneJoins()
    {
        NodeActors[] nodes = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => Task.Run(() => TestNodes.StartAsync(InPod($"N{i}")))));
        await using NodeActors first = nodes[0], second = nodes[1], third = nodes[2];
        await Task.WhenAll(nodes.Select(n => n.WaitForMembersAsync(3)));

        await using NodeActors later = await TestNodes.StartAsync(InPod("N4"));

        await Task.WhenAll(nodes.Append(later).Select(n => n.WaitForMembersAsync(4)));
        Counted one = await first.AskAsync("W1");
        Counted two = await later.AskAsync("W1");
        Assert.Equal((one.Node, one.Total + 1), (two.Node, two.Total));
        Assert.Equal(["N1", "N2", "N3", "N4"], (await place.ReadAsync(default)).Nodes.Where(n => n is { Joined: true, IsOpen: true }).Select(n => n.Entry.NodeId));
    }

    [Fact]
    public async Task Pods_AfterATotalStop_FormOneClusterAgain_AtOtherAddresses()
    {
        await using (NodeActors first = await TestNodes.StartAsync(InPod("N1")))
        await using (NodeActors second = await TestNodes.StartAsync(InPod("N2")))
        {
            await first.WaitForMembersAsync(2);
        }

        // In the other order, each in a pod that has another address than before.
        await using NodeActors secondAgain = await TestNodes.StartAsync(InPod("N2"));
        await using NodeActors firstAgain = await TestNodes.StartAsync(InPod("N1"));

        await firstAgain.WaitForMembersAsync(2);
        Assert.Equal((await secondAgain.AskAsync("W1")).Node, (await firstAgain.AskAsync("W1")).Node);
    }

    [Fact]
    public async Task Node_WhileTheApiIsAway_WaitsAndBeginsNothing_ThenGoesOn()
    {
        await using FakeKubernetes away = new(FreePort.Take());
        ConcurrentQueue<(string Category, string Text)> said = new();
        Task<NodeActors> starting = TestNodes.StartAsync(InPod("N1", away) with { Logs = new RecordingLogs(said) });
        await Poll.UntilAsync(() => Task.FromResult(said.Any(s => s.Text.Contains("cannot be reached", StringComparison.Ordinal))), "it says that the API is away");
        Assert.Null((await place.ReadAsync(default)).Beginner);

        await away.ListenAsync();

        await using NodeActors node = await starting;
        Assert.Equal(node.Self.Incarnation, (await place.ReadAsync(default)).Beginner);
        Assert.Equal(node.Self.Address, (await node.AskAsync("W1")).Node);
    }

    [Fact]
    public async Task Node_WhoseAccountMayNotListPods_IsToldWhichRightItNeeds()
    {
        api.Instead = FakeKubernetes.ForbidAsync;

        await AssertRefusedAsync(InPod("N1"), "Cluster:Kubernetes:Namespace", "'site'", "403", "verb 'list' on 'pods'");
    }

    [Fact]
    public async Task Node_WithATokenThatTheApiDoesNotKnow_IsToldWhere()
    {
        api.ForgeToken();

        await AssertRefusedAsync(InPod("N1"), "Cluster:Kubernetes:AccountFolder", "401");
    }

    [Fact]
    public async Task Node_ThatTheApiDoesNotList_IsToldWhatWasLookedFor()
    {
        NodeParts parts = InPod("N1");
        api.Remove("N1");

        await AssertRefusedAsync(parts, "Cluster:Kubernetes:PodLabelSelector", $"'{FakeKubernetes.Selector}'", "'nodes'", "0 run", parts.Options.Host);
    }

    [Fact]
    public async Task Node_WhoseApiIsSomethingElse_IsTold()
    {
        api.Instead = context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html>");
        };

        await AssertRefusedAsync(InPod("N1"), "Cluster:Kubernetes:Server", "is not the Kubernetes API");
    }

    [Fact]
    public async Task Node_WhoseApiHangs_IsTold()
    {
        api.Instead = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

        await AssertRefusedAsync(InPod("N1"), "Cluster:Kubernetes:Server", "did not answer within 3 s");
    }

    [Fact]
    public async Task Node_WhoseApiHasACertificateOfAnotherAuthority_SendsNoToken()
    {
        await using FakeKubernetes other = await FakeKubernetes.StartAsync();
        int asked = 0;
        other.Instead = _ =>
        {
            Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        };
        NodeParts parts = InPod("N1");
        parts.Options.Kubernetes.Server = other.Options.Server;

        await AssertRefusedAsync(parts, "Cluster:Kubernetes:Server", "cannot be reached", "certificate");
        Assert.Equal(0, asked);
    }

    /// <summary>As when two groups of pods have selectors that do not find each other.</summary>
    [Fact]
    public async Task Node_WhoseApiDoesNotListTheLivingOnes_BeginsNoSecondCluster()
    {
        await using NodeActors first = await TestNodes.StartAsync(InPod("N1"));
        await using FakeKubernetes blind = await FakeKubernetes.StartAsync();

        await AssertRefusedAsync(InPod("N2", blind), "Cluster:Kubernetes:PodLabelSelector", first.Self.Address, "status.podIP");

        Assert.Equal(first.Self.Incarnation, (await place.ReadAsync(default)).Beginner);
    }

    /// <summary>While somebody else has the right to begin, there is time to ask everybody who is listed.</summary>
    [Fact]
    public async Task Pods_OfAnotherDatabase_AreNotJoined()
    {
        MemoryMeetingPlace another = new(TimeProvider.System);
        await using NodeActors stranger = await TestNodes.StartAsync(InPod("N1", database: another));
        NodeEntry dead = new("DEAD", 4711, "akka.tcp://backorders@127.0.0.1:1", string.Empty, 100, string.Empty);
        MeetingTiming timing = new() { Lifetime = TimeSpan.FromSeconds(2) };
        await place.EnterAsync(dead, "backorders", timing.Lifetime, default);
        Assert.True(await place.BeginAsync(dead, timing.Lifetime, default));

        await using NodeActors node = await TestNodes.StartAsync(InPod("N2") with { Timing = timing });

        Assert.Equal(node.Self.Incarnation, (await place.ReadAsync(default)).Beginner);
        await node.WaitForMembersAsync(1);
        await stranger.WaitForMembersAsync(1);
    }

    /// <summary>Where nodes meet by rows alone, a second cluster would begin once they have been silent for long enough.</summary>
    [Fact]
    public async Task Node_WhoseMembersAreCutOffFromTheDatabase_JoinsThemByTheirPods()
    {
        MeetingTiming timing = new() { Lifetime = TimeSpan.FromMilliseconds(600), Beat = TimeSpan.FromMilliseconds(100), WatchSilent = TimeSpan.FromSeconds(20) };
        CuttablePlace way = new(place);
        await using NodeActors first = await TestNodes.StartAsync(InPod("N1") with { Meeting = way, Timing = timing });
        way.Cut();
        await Poll.UntilAsync(async () => (await place.ReadAsync(default)).Nodes.All(n => !n.IsLiving(timing.Lifetime)), "the first falls silent");

        await using NodeActors second = await TestNodes.StartAsync(InPod("N2") with { Timing = timing });

        await second.WaitForMembersAsync(2);
    }

    [Fact]
    public async Task Pods_ThatAreNotUp_OrAreAboutToEnd_AreLeftOut()
    {
        api.Set(new("self", "10.0.0.1", 4053));
        api.Set(new("other", "10.0.0.2", 4054));
        api.Set(new("ending", "10.0.0.3", 4053) { IsEnding = true });
        api.Set(new("evicted", "10.0.0.4", 4053) { Phase = "Failed" });
        api.Set(new("new", null, 4053) { Phase = "Pending" });
        api.Set(new("elsewhere", "10.0.0.5", 4053) { Labels = "app=backorders" });
        api.Set(new("portless", "10.0.0.6", 4053) { PortName = "http" });
        PodList list = new(new ClusterNodeOptions { Kubernetes = api.Options });

        Assert.Equal(
            ["akka.tcp://backorders@10.0.0.1:4053", "akka.tcp://backorders@10.0.0.2:4054"],
            (await list.ReadAsync("akka.tcp://backorders@10.0.0.1:4053", default)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Options_SayEveryMistakeAtOnce_ByTheSettingsName()
    {
        ClusterNodeOptions wrong = new()
        {
            Host = "backorders-0.backorders-nodes", Seeds = ["10.0.0.1:4053"], AllowPlaintextRemoting = true,
            Kubernetes = new() { PodLabelSelector = "app=backorders", PortName = string.Empty, Namespace = "../x", AccountFolder = "nowhere", Server = "http://10.0.0.1" },
        };
        ClusterNodeOptions loopback = new() { Port = 4053, Kubernetes = api.Options };
        loopback.Kubernetes.Server = "https://10.0.0.1";

        string said = string.Join(' ', wrong.Check());

        Assert.All(
            ["Host", "Port", "Kubernetes", "Kubernetes:PortName", "Kubernetes:Namespace", "Kubernetes:AccountFolder", "Kubernetes:Server"],
            name => Assert.Contains($"Cluster:{name}:", said, StringComparison.Ordinal));
        Assert.StartsWith("Cluster:Host: '127.0.0.1'", Assert.Single(loopback.Check()), StringComparison.Ordinal);
        Assert.StartsWith(
            "Cluster:Kubernetes:PodLabelSelector:", Assert.Single(new ClusterNodeOptions { Kubernetes = new() { Namespace = "site" } }.Check()), StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(NodeParts parts, params string[] words)
    {
        parts.Options.JoinSeconds = 1;
        ClusterStartException refused = await Assert.ThrowsAsync<ClusterStartException>(() => TestNodes.StartAsync(parts));

        Assert.All(words, w => Assert.Contains(w, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', refused.Message);
    }

    /// <summary>A node in a pod that the API lists, at an address of loopback that no other has.</summary>
    private NodeParts InPod(string id, FakeKubernetes? with = null, MemoryMeetingPlace? database = null)
    {
        FakeKubernetes kubernetes = with ?? api;
        MemoryMeetingPlace meeting = database ?? place;
        ClusterNodeOptions options = TestNodes.Options(id);
        (options.Host, options.Port, options.Kubernetes) = ($"127.0.1.{Interlocked.Increment(ref lastHost)}", FreePort.Take(), kubernetes.Options);
        kubernetes.Set(new(id, options.Host, options.Port));
        return TestNodes.With(meeting, new MemoryArbiter(meeting, TimeProvider.System), options);
    }
}
