using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;

namespace Backorders.Actors.Hosting.Sharding;

/// <summary>
/// Gives shards to nodes by their weights and takes them from nodes that drain. It runs at the node that coordinates the shards, and reads what is
/// known of the others from
/// memory: a database that is away stops no warehouse from finding its node.
/// </summary>
/// <param name="shareOf">How much the node at an address should have; null when nothing is known of it.</param>
public sealed class WeightedAllocation(Func<string, NodeShare?> shareOf) : IActorSystemDependentAllocationStrategy
{
    private static readonly Task<IImmutableSet<string>> nothing = Task.FromResult<IImmutableSet<string>>(ImmutableHashSet<string>.Empty);

    private Cluster? cluster;

    /// <inheritdoc/>
    public void Start(ActorSystem system) => cluster = Cluster.Get(system);

    /// <inheritdoc/>
    public Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations)
    {
        List<(IActorRef Region, PlacedNode Node)> nodes = NodesOf(currentShardAllocations);
        string? chosen = Placement.Choose([.. nodes.Select(n => n.Node)]);
        return Task.FromResult(nodes.FirstOrDefault(n => n.Node.Address == chosen).Region ?? requester);
    }

    /// <inheritdoc/>
    public Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        // While a node is missing its shards may be about to move anyway, and while one is joining its room is not known yet.
        ClusterEvent.CurrentClusterState state = cluster!.State;
        if (!state.Unreachable.IsEmpty || state.Members.Any(m => m.Status is MemberStatus.Joining or MemberStatus.WeaklyUp))
        {
            return nothing;
        }

        PlacedNode[] nodes = [.. NodesOf(currentShardAllocations).Select(n => n.Node)];
        return Task.FromResult<IImmutableSet<string>>([.. Placement.Moves(nodes, rebalanceInProgress.ToHashSet(StringComparer.Ordinal))]);
    }

    private List<(IActorRef Region, PlacedNode Node)> NodesOf(IImmutableDictionary<IActorRef, IImmutableList<string>> regions)
    {
        List<(IActorRef Region, PlacedNode Node)> nodes = [];
        foreach ((IActorRef region, IImmutableList<string> shards) in regions)
        {
            Address address = region.Path.Address.HasLocalScope ? cluster!.SelfAddress : region.Path.Address;
            NodeShare share = shareOf(address.ToString()) ?? NodeShare.Default;
            bool leaves = cluster!.State.Members.FirstOrDefault(m => m.Address == address) is not { Status: MemberStatus.Up };
            nodes.Add((region, new PlacedNode(address.ToString(), leaves ? share with { Draining = true } : share, [.. shards])));
        }

        return nodes;
    }
}
