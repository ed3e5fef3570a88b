using System.Diagnostics.Metrics;
using Backorders.Actors.Port;
using Backorders.Server.Common;

namespace Backorders.Server.Metrics;

/// <summary>
/// What this node serves of which shard; meter <see cref="MeterName"/>. What it knows of the other nodes, other instruments tell
/// (<c>backorders.cluster.nodes_live</c> and its like); here is what a node alone has too.
/// </summary>
internal sealed class ClusterGauges : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Backorders.Cluster";

    private readonly Meter meter = new(MeterName);

    public ClusterGauges(IWarehouseHost host, NodeSelf self, IClusterView store)
    {
        meter.CreateObservableGauge(
            "backorders.cluster.warehouses_served", () => host.ListServed().Sum(s => s.Warehouses.Count), "{warehouse}", "Warehouses that this node serves.");
        meter.CreateObservableGauge(
            "backorders.cluster.shard_last_seq", () => host.ListServed().Where(s => s.Warehouses.Count > 0).Select(LastSeq), "{turn}",
            "The last durable turn of each shard with warehouses that this node serves.");
        meter.CreateObservableGauge(
            "backorders.cluster.node", () => new Measurement<int>(1, Tag("node", self.Identity.NodeId), Tag("shared", store.IsShared)), "{node}",
            "1, with the node's name and whether it shares its store with others.");
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private static Measurement<long> LastSeq(ServedShard shard) => new(
        shard.LastSeq, Tag("shard", shard.Shard), Tag("warehouses", string.Join(' ', shard.Warehouses.Select(w => w.Value).Order(StringComparer.Ordinal))));

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}
