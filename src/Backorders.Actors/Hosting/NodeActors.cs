using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Hosting.Sharding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting;

/// <summary>
/// The actor system of one node, as a member of a cluster. One node on loopback is a cluster of one by the same way as the first of many: listen,
/// warm up, enter the meeting
/// place, join whoever lives or begin alone, serve.
/// </summary>
public sealed partial class NodeActors : IAsyncDisposable
{
    private readonly NodeParts parts;
    private readonly ServiceProvider services;
    private readonly ILogger<NodeActors> logger;
    private readonly NodeEntry entry;
    private readonly NodeWatch watch;
    private readonly Cluster cluster;
    private readonly Dictionary<string, IActorRef> regions = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? lost;
    private volatile bool leaving;

    private NodeActors(NodeParts parts, ActorSystem system, ServiceProvider services)
    {
        (this.parts, System, this.services) = (parts, system, services);
        logger = parts.Logs.CreateLogger<NodeActors>();
        cluster = Cluster.Get(system);
        entry = new(
            parts.Options.NodeName, cluster.SelfUniqueAddress.Uid, cluster.SelfAddress.ToString(), parts.Options.Address, parts.Options.Weight,
            parts.Version);
        watch = new(parts.Meeting, entry, parts.Options.Name, parts.Timing, parts.Time, parts.Logs.CreateLogger<NodeWatch>(), MustEnd, parts.NodesChanged);
        Ended = EndAsync();
    }

    /// <summary>The actor system.</summary>
    public ActorSystem System { get; }

    /// <summary>Who this node is.</summary>
    public NodeEntry Self => entry;

    /// <summary>
    /// Ends, and never fails, when the actor system has ended, for whatever reason: the host then stops, with a non-zero exit code unless the node
    /// left.
    /// </summary>
    public Task<NodeEnd> Ended { get; }

    /// <summary>Why the node was told to end; null while it was not.</summary>
    public string? EndReason => lost;

    /// <summary>How large a message between nodes may be.</summary>
    public FrameLimit Frames => parts.Options.Frames;

    /// <summary>Starts the node; returns once it is a member.</summary>
    /// <exception cref="ClusterStartException">It cannot take its place; the message names the setting.</exception>
    /// <exception cref="MeetingUnavailableException">The meeting place cannot be used now.</exception>
    public static async Task<NodeActors> StartAsync(NodeParts parts, CancellationToken cancellation)
    {
        if (parts.Options.Check() is { Count: > 0 } wrong)
        {
            throw new ClusterStartException(string.Join(" ", wrong));
        }

        (ActorSystem system, ServiceProvider services) = NodeSystem.Create(parts);
        NodeActors node = new(parts, system, services);
        try
        {
            await node.BeginAsync(cancellation).ConfigureAwait(false);
            return node;
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Time since the last good sign of life of this node was sent to the meeting place.</summary>
    public TimeSpan BeatAge => watch.BeatAge;

    /// <summary>How far the meeting place's clock was ahead of this machine's at the last look, the way from there included.</summary>
    public TimeSpan ClockOffset => watch.ClockOffset;

    /// <summary>The region through which entities of a kind are reached, on whatever node they are.</summary>
    public IActorRef Region(string typeName) => regions[typeName];

    /// <summary>
    /// Says that a node is to give away its shards and take none, or that it may take some again. False when there is no such node.
    /// </summary>
    /// <exception cref="MeetingUnavailableException">The meeting place cannot be used now.</exception>
    public ValueTask<bool> SetDrainingAsync(string nodeId, bool draining, CancellationToken cancellation) =>
        parts.Meeting.SetDrainingAsync(nodeId, draining, cancellation);

    /// <summary>Every node that has a row, as it was last seen: at most a beat old, and older while the meeting place is away.</summary>
    public IReadOnlyList<NodeView> Nodes()
    {
        ClusterEvent.CurrentClusterState state = cluster.State;
        return
        [
            .. from row in watch.Last.Nodes
               let member = state.Members.FirstOrDefault(
                   m => m.Address.ToString() == row.Entry.Address && m.UniqueAddress.Uid == row.Entry.Incarnation)
               select new NodeView(row, member?.Status, member is not null && !state.Unreachable.Contains(member)),
        ];
    }

    /// <summary>Which shards of a kind are where: by shard the address of its node. Nodes that do not answer within the time are left out.</summary>
    public async Task<IReadOnlyDictionary<int, string>> ShardsAsync(string typeName, TimeSpan patience)
    {
        ClusterShardingStats stats = await Region(typeName)
            .Ask<ClusterShardingStats>(new GetClusterShardingStats(patience), patience + patience).ConfigureAwait(false);
        return stats.Regions
            .SelectMany(r => r.Value.Stats.Keys.Select(shard => (Shard: int.Parse(shard, CultureInfo.InvariantCulture), Address: r.Key.ToString())))
            .GroupBy(s => s.Shard)
            .ToDictionary(s => s.Key, s => s.First().Address);
    }

    /// <summary>Leaves in good order: shards are handed over first, then the member leaves, then the system ends. Ends when it has.</summary>
    public async Task LeaveAsync()
    {
        leaving = true;
        await CoordinatedShutdown.Get(System).Run(LeavingReason.Instance).ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
    }

    /// <summary>Leaves unless the node has ended, and closes what belongs to it.</summary>
    public async ValueTask DisposeAsync()
    {
        await LeaveAsync().ConfigureAwait(false);
        await services.DisposeAsync().ConfigureAwait(false);
        await parts.Meeting.DisposeAsync().ConfigureAwait(false);
        await parts.Arbiter.DisposeAsync().ConfigureAwait(false);
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        // Regions are made meanwhile: they are given nothing before the node is a member.
        Task warmUp = parts.WarmUp(System, cancellation);
        WeightedAllocation allocation = new(ShareOf);
        foreach (WarehouseRegion region in parts.Regions)
        {
            regions.Add(region.TypeName, await region.StartAsync(System, allocation).ConfigureAwait(false));
        }

        await warmUp.ConfigureAwait(false);
        Joining joining = new(parts.Meeting, entry, Terms(), parts.Time, parts.Logs.CreateLogger<Joining>());
        await joining.EnterAsync(cancellation).ConfigureAwait(false);
        watch.Start();
        ((ExtendedActorSystem)System).SystemActorOf(Props.Create(() => new Departures(watch.TellGone)), "backorders-departures");
        cluster.RegisterOnMemberUp(() => up.TrySetResult());
        await joining.JoinAsync(cluster, up.Task, cancellation).ConfigureAwait(false);
        await watch.TellJoinedAsync(cancellation).ConfigureAwait(false);
        IsMember(entry.NodeId, entry.Address, cluster.State.Members.Count);
    }

    private JoinTerms Terms() => new(
        parts.Options.Name, parts.Options.SeedAddresses, parts.Options.Kubernetes.IsSet ? new PodList(parts.Options) : null,
        TimeSpan.FromSeconds(parts.Options.JoinSeconds), TimeSpan.FromSeconds(parts.Options.ClockSkewSecondsMax), parts.Timing);

    private NodeShare? ShareOf(string address) => watch.Last.Nodes
        .Where(n => n.Entry.Address == address)
        .OrderByDescending(n => n.Started)
        .Select(n => new NodeShare(n.Entry.Weight, n.Draining))
        .FirstOrDefault();

    private void MustEnd(string reason)
    {
        lost ??= reason;
        cluster.Down(cluster.SelfAddress);
    }

    /// <summary>
    /// Waits for the system's end, whoever caused it, and says at the meeting place that the node has gone, if it went in good order.
    /// </summary>
    private async Task<NodeEnd> EndAsync()
    {
        await System.WhenTerminated.ConfigureAwait(false);
        await watch.StopAsync().ConfigureAwait(false);
        CoordinatedShutdown.Reason? reason = CoordinatedShutdown.Get(System).ShutdownReason;
        NodeEnd end = lost is not null || reason is CoordinatedShutdown.ClusterDowningReason ? NodeEnd.Downed
            : leaving || reason is CoordinatedShutdown.ClusterLeavingReason ? NodeEnd.Left
            : NodeEnd.Failed;
        lost ??= end == NodeEnd.Left ? null : Explain(reason);
        up.TrySetException(new ClusterStartException(lost ?? "The node was told to leave before it was a member."));
        if (end != NodeEnd.Left)
        {
            HasEnded(entry.NodeId, end, lost!);
        }

        await SayLeftAsync().ConfigureAwait(false);
        return end;
    }

    private static string Explain(CoordinatedShutdown.Reason? reason) => reason switch
    {
        CoordinatedShutdown.ClusterDowningReason => "The other nodes went on without this one, or its side of a split lost.",
        _ => $"The actor system ended: {reason?.GetType().Name ?? "for no known reason"}.",
    };

    /// <summary>Its system is gone in either case: others need not wait for its silence.</summary>
    private async Task SayLeftAsync()
    {
        try
        {
            await parts.Meeting.LeaveAsync(entry, CancellationToken.None).ConfigureAwait(false);
        }
        catch (MeetingUnavailableException e)
        {
            NotLeft(entry.NodeId, e.Message);
        }
    }

    /// <summary>Why the system ends: this node's own wish.</summary>
    private sealed class LeavingReason : CoordinatedShutdown.Reason
    {
        public static LeavingReason Instance { get; } = new();

        public override int ExitCode => 0;
    }
}
