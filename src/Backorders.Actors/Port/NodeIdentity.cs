namespace Backorders.Actors.Port;

/// <summary>Who a node is. One start of a process is one incarnation: what an earlier start owned is not this one's.</summary>
/// <param name="NodeId">Its name in the cluster, kept over restarts: 1 to 63 printable characters.</param>
/// <param name="Incarnation">New with each start.</param>
/// <param name="Address">Where other nodes and clients reach its gRPC, such as <c>http://10.0.0.7:5081</c>.</param>
/// <param name="Weight">Its share of the shards, relative to the other nodes' weights; 0 owns none.</param>
public sealed record NodeIdentity(string NodeId, Guid Incarnation, string Address, int Weight);
