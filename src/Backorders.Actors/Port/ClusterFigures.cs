namespace Backorders.Actors.Port;

/// <summary>What a node knows of the cluster, for metrics.</summary>
/// <param name="ShardsHeld">Shards with warehouses that this node serves.</param>
/// <param name="LeaseHolds">Whether this node may decide.</param>
/// <param name="HeartbeatAge">Seconds since the sending of its last good heartbeat.</param>
/// <param name="NodesLive">Nodes whose row has not expired.</param>
/// <param name="NodesExpired">Nodes whose row has.</param>
/// <param name="NodesDraining">Live nodes that give their shards away.</param>
/// <param name="Moving">Shards on their way from one node to another.</param>
/// <param name="Free">Shards that nobody owns.</param>
/// <param name="Sealed">Closed shards.</param>
/// <param name="ClockOffset">Seconds that the store's clock was ahead of this machine's at the last look, the way from there included.</param>
internal sealed record ClusterFigures(
    int ShardsHeld, bool LeaseHolds, double HeartbeatAge, int NodesLive, int NodesExpired, int NodesDraining, int Moving, int Free, int Sealed, double ClockOffset);
