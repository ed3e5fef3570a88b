using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Backorders.Actors.Hosting.Sharding;

/// <summary>A kind of sharded entity: how one is made for a warehouse.</summary>
/// <param name="TypeName">Its name in the cluster.</param>
/// <param name="PropsOf">What makes the entity of a warehouse id in an actor system. It must stop itself after <see cref="HandOff"/>.</param>
public sealed record WarehouseRegion(string TypeName, Func<ActorSystem, string, Props> PropsOf)
{
    /// <summary>Starts it at this node, which may be before the node joins.</summary>
    internal Task<IActorRef> StartAsync(ActorSystem system, WeightedAllocation allocation) => ClusterSharding.Get(system).StartAsync(
        TypeName, id => PropsOf(system, id), ClusterShardingSettings.Create(system), new WarehouseExtractor(), allocation, HandOff.Instance);
}
