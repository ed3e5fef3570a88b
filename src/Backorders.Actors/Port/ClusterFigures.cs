namespace Backorders.Actors.Port;

/// <summary>What a node knows of the cluster, for metrics.</summary>
/// <param name="ShardsHeld">Shards with warehouses that this node serves.</param>
/// <param name="LeaseHolds">Whether this node may decide.</param>
/// <param name="HeartbeatAge">Seconds since the sending of its last good heartbeat.</param>
/// <param name="NodesLive">Members that this node can reach.</param>
/// <param name="NodesExpired">Nodes with an open row that are no reachable members.</param>
/// <param name="NodesDraining">Live nodes that give their shards away.</param>
/// <param name="Moving">The same as <paramref name="Free"/>.</param>
/// <param name="Free">Shards with warehouses of which this node knows no node that serves them.</param>
/// <param name="Sealed">Closed shards.</param>
/// <param name="ClockOffset">Seconds that the store's clock was ahead of this machine's at the last look, the way from there included.</param>
internal sealed record ClusterFigures(
    int ShardsHeld, bool LeaseHolds, double HeartbeatAge, int NodesLive, int NodesExpired, int NodesDraining, int Moving, int Free, int Sealed, double ClockOffset);
