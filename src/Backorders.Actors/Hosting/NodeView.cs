using Akka.Cluster;
using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Actors.Hosting;

/// <summary>A node as an operator sees it: its row, and what the cluster says of it.</summary>
/// <param name="Row">What it said of itself, and whether it drains.</param>
/// <param name="Status">Its place in the cluster; null when it has none.</param>
/// <param name="IsReachable">Whether its heartbeats reach the other members.</param>
public sealed record NodeView(NodeRow Row, MemberStatus? Status, bool IsReachable);
