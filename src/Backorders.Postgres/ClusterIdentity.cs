namespace Backorders.Postgres;

/// <summary>Whose tables they are.</summary>
/// <param name="Name">The cluster's name; nodes of another one refuse to start on its tables.</param>
/// <param name="ShardCount">How many shards the tables are made for.</param>
public sealed record ClusterIdentity(string Name, int ShardCount);
