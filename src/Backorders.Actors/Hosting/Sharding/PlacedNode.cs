namespace Backorders.Actors.Hosting.Sharding;

/// <summary>A node and the shards that it has.</summary>
/// <param name="Address">Where its actor system is.</param>
/// <param name="Share">How much it should have.</param>
/// <param name="Shards">What it has, by Akka's names of shards.</param>
internal sealed record PlacedNode(string Address, NodeShare Share, IReadOnlyCollection<string> Shards);
