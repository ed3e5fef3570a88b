using Akka.Actor;
using Akka.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Hosting.Sharding;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting;

/// <summary>What a node's actor system is made of.</summary>
public sealed record NodeParts
{
    /// <summary>How it takes its place.</summary>
    public required ClusterNodeOptions Options { get; init; }

    /// <summary>Where it meets others; closed with the node.</summary>
    public required IMeetingPlace Meeting { get; init; }

    /// <summary>Who decides in a split; closed with the node.</summary>
    public required IArbiter Arbiter { get; init; }

    /// <summary>Where the node and Akka write their logs.</summary>
    public required ILoggerFactory Logs { get; init; }

    /// <summary>The node's clock. Akka's own scheduler keeps real time whatever this is.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The program's version, as the others see it. Default empty.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>
    /// Adds serializers, journals and snapshot stores. Actors are not started here: what <c>WithActors</c> registers runs only under Akka's own
    /// hosted service, which writes to the
    /// console and sets the process's exit code.
    /// </summary>
    public Action<AkkaConfigurationBuilder> Compose { get; init; } = static _ => { };

    /// <summary>
    /// What runs once before the node joins and may be given shards, such as a first recovery: it compiles code for seconds, and callers of a shard
    /// that has just moved here would
    /// wait for that.
    /// </summary>
    public Func<ActorSystem, CancellationToken, Task> WarmUp { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>The kinds of sharded entities.</summary>
    public IReadOnlyList<WarehouseRegion> Regions { get; init; } = [];

    /// <summary>Told when a look at the meeting place showed other nodes than the one before: where a warehouse is may be known by name only now.</summary>
    public Action NodesChanged { get; init; } = static () => { };

    /// <summary>How long nodes wait for each other; the same on all of them.</summary>
    public MeetingTiming Timing { get; init; } = new();

    /// <summary>A node that shares its store with nobody: it meets itself in memory, and is a cluster of one.</summary>
    public static NodeParts Alone(ClusterNodeOptions options, ILoggerFactory logs, TimeProvider time)
    {
        MemoryMeetingPlace meeting = new(time);
        return new() { Options = options, Meeting = meeting, Arbiter = new MemoryArbiter(meeting, time), Logs = logs, Time = time };
    }
}
