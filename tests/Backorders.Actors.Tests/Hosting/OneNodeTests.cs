using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Akka.Serialization;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// One node without a setting is a cluster of one on loopback. Proves: it serves, warms up before it may be given a shard, refuses what it does not
/// know how to read or write,
/// hands off with a message of ours, and tells its host how it ended without touching the process.
/// </summary>
public sealed class OneNodeTests
{
    [Fact]
    public async Task Node_WithoutASetting_IsAClusterOfOneThatServes()
    {
        await using NodeActors node = await TestNodes.StartAsync(TestNodes.Alone("ALONE"));

        Assert.Equal(node.Self.Address, (await node.AskAsync("W1")).Node);
        Assert.StartsWith("akka.tcp://backorders@127.0.0.1:", node.Self.Address);
        Assert.Equal(2, (await node.AskAsync("W1")).Total);
        Assert.IsType<SilentLogger>(node.System.Settings.StdoutLogger);
    }

    [Fact]
    public async Task WarmUp_RunsBeforeTheNodeIsAMember()
    {
        MemberStatus? status = null;
        NodeParts parts = TestNodes.Alone("WARM") with
        {
            WarmUp = (system, _) =>
            {
                status = Cluster.Get(system).SelfMember.Status;
                return Task.CompletedTask;
            },
        };
        await using NodeActors node = await TestNodes.StartAsync(parts);

        Assert.NotNull(status);
        Assert.NotEqual(MemberStatus.Up, status);
    }

    [Fact]
    public async Task Leaving_HandsOffByOurMessage_AndEndsInGoodOrder()
    {
        ConcurrentQueue<string> told = [];
        await using NodeActors node = await TestNodes.StartAsync(TestNodes.Alone("LEAVES", told.Enqueue));
        await node.AskAsync("W1");
        await node.AskAsync("W1");

        await node.LeaveAsync();

        // At 2, or later where a busy machine had a question asked again.
        Assert.Matches("^hand-off W1 at ([2-9]|[1-9][0-9]+)$", Assert.Single(told));
        Assert.Equal(NodeEnd.Left, await node.Ended);
        Assert.Null(node.EndReason);
    }

    [Fact]
    public async Task Node_ThatEntersLater_IsTold_WhenALookShowsIt()
    {
        MemoryMeetingPlace meeting = new(TimeProvider.System);
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool hasEntered = false;
        await using NodeActors node = await TestNodes.StartAsync(TestNodes.With(meeting, new MemoryArbiter(meeting, TimeProvider.System), TestNodes.Options("FIRST")) with
        {
            NodesChanged = () => _ = Volatile.Read(ref hasEntered) && seen.TrySetResult(),
        });

        Volatile.Write(ref hasEntered, true);
        await meeting.EnterAsync(new("LATER", 7, "akka.tcp://backorders@127.0.0.1:1", "http://later", 100, string.Empty), "backorders", TimeSpan.FromSeconds(30), default);

        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Contains(node.Nodes(), n => n.Row.Entry.NodeId == "LATER");
    }

    [Fact]
    public async Task Node_ThatIsDowned_TellsItsHost_AndLeavesTheProcessAlone()
    {
        await using NodeActors node = await TestNodes.StartAsync(TestNodes.Alone("DOWNED"));

        Cluster.Get(node.System).Down(Cluster.Get(node.System).SelfAddress);

        Assert.Equal(NodeEnd.Downed, await node.Ended);
        Assert.Equal(0, Environment.ExitCode);
    }

    [Fact]
    public async Task Serializers_KnowWhatIsRegistered_AndRefuseJsonByNameNumberAndDefault()
    {
        await using NodeActors node = await TestNodes.StartAsync(TestNodes.Alone("REFUSES"));
        Serialization serialization = ((ExtendedActorSystem)node.System).Serialization;

        Assert.IsType<CountingSerializer>(serialization.FindSerializerForType(typeof(Count)));
        Assert.ThrowsAny<System.Runtime.Serialization.SerializationException>(
            () => serialization.FindSerializerForType(typeof(OneNodeTests)).ToBinary(this));
        Assert.ThrowsAny<System.Runtime.Serialization.SerializationException>(
            () => serialization.Deserialize("{}"u8.ToArray(), RefusedSerializer.JsonIdentifier, typeof(Uri)));
        Assert.ThrowsAny<System.Runtime.Serialization.SerializationException>(() => serialization.Deserialize("{}"u8.ToArray(), 4711, typeof(Uri)));
    }

    [Fact]
    public async Task Messages_OfAkkaItself_KeepTheirSerializers()
    {
        await using NodeActors node = await TestNodes.StartAsync(TestNodes.Alone("INTERNAL"));
        Serialization serialization = ((ExtendedActorSystem)node.System).Serialization;

        Assert.Contains(
            "Sharding", serialization.FindSerializerForType(typeof(Akka.Cluster.Sharding.GetClusterShardingStats)).GetType().Name,
            StringComparison.Ordinal);
        Assert.IsNotType<RefusedSerializer>(serialization.FindSerializerForType(typeof(Status.Failure)));
    }

    [Fact]
    public async Task Log_OfAkka_GoesThroughILogger_UnderTheNameOfWhoeverWroteIt()
    {
        ConcurrentQueue<(string Category, string Text)> written = [];
        await using NodeActors node = await TestNodes.StartAsync(TestNodes.Alone("LOGS") with { Logs = new RecordingLogs(written) });

        await Poll.UntilAsync(
            () => Task.FromResult(written.Any(w => w.Category == "Akka.Cluster")), "the cluster has written something");

        Assert.DoesNotContain(written, w => w.Text.StartsWith('['));
        Assert.Contains(written, w => w.Category == typeof(NodeActors).FullName);
    }

    [Fact]
    public void Extractor_PutsAWarehouse_IntoTheShardOfTheMap()
    {
        WarehouseExtractor extractor = new();
        WarehouseId warehouse = new("MAIN");

        Assert.Equal("MAIN", extractor.EntityId(new Count(warehouse)));
        Assert.Equal(
            ShardMap.ShardOf(warehouse).ToString(System.Globalization.CultureInfo.InvariantCulture), extractor.ShardId("MAIN", new Count(warehouse)));
        Assert.Equal(extractor.ShardId("MAIN", new Count(warehouse)), extractor.ShardId("MAIN"));
        Assert.Null(extractor.EntityId("a text"));
    }

    [Theory]
    [InlineData(4 * 1024 * 1024, null)]
    [InlineData(4 * 1024 * 1024 + 1, "Limits:MessageBytesMax")]
    public void Message_LargerThanAFrame_IsRefusedByTheSettingsName(int bytes, string? setting)
    {
        string? refusal = new ClusterNodeOptions().Frames.Refusal(bytes);

        Assert.Equal(setting is null, refusal is null);
        Assert.Contains(setting ?? string.Empty, refusal ?? string.Empty, StringComparison.Ordinal);
    }
}
