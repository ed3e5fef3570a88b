using Backorders.Journal.Cluster;

namespace Backorders.Engine.Cluster;

/// <summary>A node's place among those that may share its store.</summary>
/// <param name="Store">Who is there and who owns what.</param>
/// <param name="Self">Who this node is.</param>
/// <param name="Timing">How long it waits for what.</param>
/// <param name="Waiting">The clock of heartbeats and waits; never the one that decisions are taken by.</param>
public sealed record ClusterSeat(IClusterStore Store, NodeIdentity Self, ClusterTiming Timing, TimeProvider Waiting);
