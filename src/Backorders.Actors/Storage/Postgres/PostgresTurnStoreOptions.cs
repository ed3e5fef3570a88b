using System.Security.Cryptography;
using Backorders.Postgres;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>What a node brings when it opens the store.</summary>
/// <param name="Database">Where the database is.</param>
/// <param name="ClusterName">The cluster that the node belongs to.</param>
/// <param name="NodeId">The node's name.</param>
/// <param name="ClockSkewMax">How far the node's clock may be off the server's.</param>
public sealed record PostgresTurnStoreOptions(PostgresOptions Database, string ClusterName, string NodeId, TimeSpan ClockSkewMax)
{
    /// <summary>A session's name has 63 bytes, and this is its middle.</summary>
    private const int nodeLettersMax = 30;

    /// <summary>
    /// What this start's sessions are named after, in <c>pg_stat_activity</c>: the node and a word that no other start has. The meeting place has it, too, so that the sessions of
    /// a node that the cluster went on without can be ended and no other's.
    /// </summary>
    public string Sessions { get; init; } = $"{NodeId[..Math.Min(NodeId.Length, nodeLettersMax)]}#{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
}
