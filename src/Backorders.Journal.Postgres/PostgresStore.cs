using Backorders.Postgres;

namespace Backorders.Journal.Postgres;

/// <summary>What is looked at before a node uses a database, and how its tables come to be.</summary>
public static class PostgresStore
{
    /// <summary>Makes the tables, or brings them to what this program needs, and enters the cluster's name when there is none.</summary>
    /// <param name="options">Where the database is.</param>
    /// <param name="parts">All stores' parts, this project's among them.</param>
    /// <param name="clusterName">The name of the cluster that these tables are to be of.</param>
    /// <param name="grantTo">A role that is given exactly what serving needs; null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The steps that were taken.</returns>
    /// <exception cref="PostgresStartException">It cannot be done; the message names the setting.</exception>
    public static Task<IReadOnlyList<AppliedMigration>> MigrateAsync(
        PostgresOptions options, IReadOnlyList<SchemaPart> parts, string clusterName, string? grantTo, CancellationToken cancellation) =>
        ClusterDatabase.MigrateAsync(options, parts, new(clusterName, PostgresSchema.ShardCount), grantTo, cancellation);

    /// <summary>Checks everything that would make it unsafe, or pointless, to serve from this database.</summary>
    /// <param name="options">Where the database is.</param>
    /// <param name="parts">The parts of the schema that will be used.</param>
    /// <param name="clusterName">The cluster that the node belongs to.</param>
    /// <param name="clockSkewMax">How far the node's clock may be off the server's.</param>
    /// <param name="time">The node's clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PostgresStartException">The first thing that is wrong; the message names the setting.</exception>
    public static Task CheckAsync(
        PostgresOptions options, IReadOnlyList<SchemaPart> parts, string clusterName, TimeSpan clockSkewMax, TimeProvider time, CancellationToken cancellation) =>
        ClusterDatabase.CheckAsync(options, parts, new(clusterName, PostgresSchema.ShardCount), clockSkewMax, time, null, cancellation);
}
