namespace Backorders.Actors.Hosting.Meeting;

/// <summary>Who a node is, as it tells the others. One start of a process is one incarnation.</summary>
/// <param name="NodeId">Its name (<c>Cluster:NodeId</c>), kept over restarts and no other node's.</param>
/// <param name="Incarnation">Which start of it: the uid of its actor system, by which Akka tells two starts at one address apart.</param>
/// <param name="Address">Where its actor system is reached, such as <c>akka.tcp://backorders@10.0.0.7:4053</c>.</param>
/// <param name="ServesAt">Where clients and other nodes reach its gRPC; empty when nothing is served.</param>
/// <param name="Weight">Its share of the shards relative to the other nodes' weights; 0 takes none.</param>
/// <param name="Version">The program's version, for operators.</param>
public sealed record NodeEntry(string NodeId, long Incarnation, string Address, string ServesAt, int Weight, string Version);
