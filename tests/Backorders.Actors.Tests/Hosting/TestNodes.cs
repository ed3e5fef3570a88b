using System.Diagnostics;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Domain.Ids;
using Backorders.Testing.Postgres;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>Nodes on loopback in one process, with a counter for each warehouse.</summary>
internal static class TestNodes
{
    public const string Region = "counter";

    public static ClusterNodeOptions Options(string id) => new() { NodeId = id, JoinSeconds = 30 };

    public static NodeParts Alone(string id, Action<string>? tell = null) =>
        Counting(NodeParts.Alone(Options(id), Logs(), TimeProvider.System), tell);

    public static NodeParts With(
        IMeetingPlace meeting, IArbiter arbiter, ClusterNodeOptions options, Action<string>? tell = null, TimeProvider? time = null) =>
        Counting(
        new NodeParts { Options = options, Meeting = meeting, Arbiter = arbiter, Logs = Logs(), Time = time ?? TimeProvider.System }, tell);

    public static NodeParts Counting(NodeParts parts, Action<string>? tell = null) => parts with
    {
        Regions = [Counter.Region(tell)],
        Compose = builder => builder.WithCustomSerializer(
            "counting", [typeof(Count), typeof(Bulk), typeof(Counted)], system => new CountingSerializer(system)),
    };

    public static Task<NodeActors> StartAsync(NodeParts parts) => NodeActors.StartAsync(parts, CancellationToken.None);

    /// <summary>Asks until it is answered: what is sent while a shard has no home may be lost.</summary>
    public static async Task<Counted> AskAsync(this NodeActors node, string warehouse, int secondsMax = 60)
    {
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await node.Region(Region).Ask<Counted>(new Count(new WarehouseId(warehouse)), TimeSpan.FromMilliseconds(500));
            }
            catch (AskTimeoutException) when (Stopwatch.GetElapsedTime(begun).TotalSeconds < secondsMax)
            {
                // Again.
            }
        }
    }

    /// <summary>Puts a <see cref="Recorder"/> into a node, at a path that everybody knows.</summary>
    public static ChannelReader<object> Record(this NodeActors node)
    {
        Channel<object> channel = Channel.CreateUnbounded<object>();
        node.System.ActorOf(Props.Create(() => new Recorder(channel.Writer)), Recorder.Name);
        return channel.Reader;
    }

    /// <summary>Where each of some warehouses is.</summary>
    public static async Task<Dictionary<string, string>> HomesAsync(this NodeActors node, IEnumerable<string> warehouses)
    {
        Dictionary<string, string> homes = [];
        foreach (string warehouse in warehouses)
        {
            homes[warehouse] = (await node.AskAsync(warehouse)).Node;
        }

        return homes;
    }

    public static async Task WaitForMembersAsync(this NodeActors node, int count) => await Poll.UntilAsync(
        () => Task.FromResult(Cluster.Get(node.System).State.Members.Count(m => m.Status == MemberStatus.Up) == count), $"{count} members are up");

    /// <summary>Nothing is printed, unless <c>BACKORDERS_LOG</c> is set.</summary>
    public static ILoggerFactory Logs() => LoggerFactory.Create(logging =>
    {
        if (Environment.GetEnvironmentVariable("BACKORDERS_LOG") is not null)
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
            });
        }
    });
}
