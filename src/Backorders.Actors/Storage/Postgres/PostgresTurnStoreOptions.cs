using Backorders.Postgres;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>What a node brings when it opens the store.</summary>
/// <param name="Database">Where the database is.</param>
/// <param name="ClusterName">The cluster that the node belongs to.</param>
/// <param name="NodeId">The node's name: its sessions have it in <c>pg_stat_activity</c>, so that those of a dead node can be ended.</param>
/// <param name="ClockSkewMax">How far the node's clock may be off the server's.</param>
public sealed record PostgresTurnStoreOptions(PostgresOptions Database, string ClusterName, string NodeId, TimeSpan ClockSkewMax);
