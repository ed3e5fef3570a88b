namespace Backorders.Actors.Port;

/// <summary>A node, as its row says.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="HeartbeatAge">Time since its last heartbeat, by the store's clock.</param>
/// <param name="IsLive">Whether it is a member that the node which answers can reach.</param>
/// <param name="Draining">Whether it takes no more shards and gives away those that it has.</param>
public sealed record NodeRecord(NodeIdentity Identity, TimeSpan HeartbeatAge, bool IsLive, bool Draining);
