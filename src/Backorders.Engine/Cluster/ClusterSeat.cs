using Backorders.Journal.Cluster;

namespace Backorders.Engine.Cluster;

/// <summary>A node's place among those that may share its store.</summary>
/// <param name="Store">Who is there and who owns what.</param>
/// <param name="Self">Who this node is; asked once, when the engine starts, for a node may know its address only when it listens.</param>
/// <param name="Timing">How long it waits for what.</param>
/// <param name="Waiting">The clock of heartbeats and waits; never the one that decisions are taken by.</param>
public sealed record ClusterSeat(IClusterStore Store, Func<NodeIdentity> Self, ClusterTiming Timing, TimeProvider Waiting);
