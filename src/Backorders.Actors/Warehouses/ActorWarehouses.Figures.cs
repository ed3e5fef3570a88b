using Backorders.Actors.Hosting;
using Backorders.Actors.Port;

namespace Backorders.Actors.Warehouses;

/// <summary>What this node knows of the cluster, for metrics.</summary>
public sealed partial class ActorWarehouses
{
    private ClusterFigures Figures()
    {
        NodeView[] nodes = [.. (node?.Nodes() ?? []).Where(n => n.Row.IsOpen)];
        TimeSpan age = node?.BeatAge ?? TimeSpan.Zero;
        int nobodys = CountShards(p => IsOpen(p) && p.Gateway is null && p.Home is not { Host: not null });
        return new(
            CountShards(p => p.Gateway is not null), node is { Ended.IsCompleted: false } && parts.Store.Watch.Proof.Holds, age.TotalSeconds, nodes.Count(IsLive),
            nodes.Count(n => !IsLive(n)), nodes.Count(n => IsLive(n) && n.Row.Draining), nobodys, nobodys, CountShards(p => !IsOpen(p)),
            node?.ClockOffset.TotalSeconds ?? 0);
    }

    private int CountShards(Func<LocalWarehouse, bool> which) => places.Values.Where(which).Select(p => ShardMap.ShardOf(p.Id)).Distinct().Count();
}
