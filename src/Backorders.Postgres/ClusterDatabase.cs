using System.Globalization;
using Npgsql;

namespace Backorders.Postgres;

/// <summary>
/// A schema that one cluster's nodes share: how its tables come to be, and what is looked at before a node serves from it. The table <c>cluster</c> says whose it is.
/// </summary>
public static class ClusterDatabase
{
    private const int serverVersionMin = 140_000;

    /// <summary>Makes the tables, or brings them to what this program needs, and enters the cluster's name when there is none.</summary>
    /// <param name="options">Where the database is.</param>
    /// <param name="parts">All stores' parts.</param>
    /// <param name="cluster">The cluster that these tables are to be of.</param>
    /// <param name="grantTo">A role that is given exactly what serving needs; null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The steps that were taken.</returns>
    /// <exception cref="PostgresStartException">It cannot be done; the message names the setting.</exception>
    public static async Task<IReadOnlyList<AppliedMigration>> MigrateAsync(
        PostgresOptions options, IReadOnlyList<SchemaPart> parts, ClusterIdentity cluster, string? grantTo, CancellationToken cancellation)
    {
        await UseAsync(options, "migrate", async connection =>
        {
            // Another cluster's nodes may serve from these tables, and not know a later version of them.
            if (await IsNamedAsync(connection, options, cancellation).ConfigureAwait(false))
            {
                await CheckClusterAsync(connection, options, cluster, cancellation).ConfigureAwait(false);
            }
        }, cancellation).ConfigureAwait(false);
        IReadOnlyList<AppliedMigration> applied = await SchemaMigrator.MigrateAsync(options, parts, grantTo, cancellation).ConfigureAwait(false);
        await UseAsync(options, "migrate", async connection =>
        {
            await PostgresStatements.QueryAsync(
                connection, "INSERT INTO cluster(name, shard_count) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1", static row => row.GetInt32(0), cancellation,
                cluster.Name, cluster.ShardCount).ConfigureAwait(false);
            await CheckClusterAsync(connection, options, cluster, cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
        return applied;
    }

    /// <summary>Checks everything that would make it unsafe, or pointless, to serve from this database.</summary>
    /// <param name="options">Where the database is.</param>
    /// <param name="parts">The parts of the schema that will be used.</param>
    /// <param name="cluster">The cluster that the node belongs to.</param>
    /// <param name="clockSkewMax">How far the node's clock may be off the server's.</param>
    /// <param name="time">The node's clock.</param>
    /// <param name="more">What the stores themselves want to look at; throws as this does. Null for nothing.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PostgresStartException">The first thing that is wrong; the message names the setting.</exception>
    public static Task CheckAsync(
        PostgresOptions options, IReadOnlyList<SchemaPart> parts, ClusterIdentity cluster, TimeSpan clockSkewMax, TimeProvider time,
        Func<NpgsqlConnection, Task>? more, CancellationToken cancellation) =>
        UseAsync(options, "check", async connection =>
        {
            if (connection.PostgreSqlVersion.Major * 10_000 < serverVersionMin)
            {
                throw new PostgresStartException($"The server ({options.Describe()}) is PostgreSQL {connection.PostgreSqlVersion}; this program needs 14 or later.");
            }

            await CheckWritableAsync(connection, options, cancellation).ConfigureAwait(false);
            await SchemaMigrator.CheckAsync(connection, options, parts, cancellation).ConfigureAwait(false);
            await CheckRightsAsync(connection, options, parts, cancellation).ConfigureAwait(false);
            await CheckClusterAsync(connection, options, cluster, cancellation).ConfigureAwait(false);
            await CheckDurabilityAsync(connection, options, cancellation).ConfigureAwait(false);
            await CheckClockAsync(connection, clockSkewMax, time, cancellation).ConfigureAwait(false);
            await (more?.Invoke(connection) ?? Task.CompletedTask).ConfigureAwait(false);
        }, cancellation);

    private static async Task CheckWritableAsync(NpgsqlConnection connection, PostgresOptions options, CancellationToken cancellation)
    {
        List<(bool Standby, bool ReadOnly)> found = await PostgresStatements.QueryAsync(
            connection, "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only')::bool", static row => (row.GetBoolean(0), row.GetBoolean(1)), cancellation)
            .ConfigureAwait(false);
        if (found[0].Standby)
        {
            throw new PostgresStartException($"The server ({options.Describe()}) is a standby and takes no writes. Name the primary in Postgres:ConnectionString.");
        }

        if (found[0].ReadOnly)
        {
            throw new PostgresStartException(
                $"The server ({options.Describe()}) is read-only: default_transaction_read_only is on. Set it off there, or name another server in Postgres:ConnectionString.");
        }
    }

    private static async Task CheckRightsAsync(NpgsqlConnection connection, PostgresOptions options, IReadOnlyList<SchemaPart> parts, CancellationToken cancellation)
    {
        (string Table, string Right)[] needed = [.. parts.SelectMany(p => p.Rights)];
        List<string> missing = await PostgresStatements.QueryAsync(
            connection,
            "SELECT format('%s ON %s', n.privilege, n.name) FROM unnest($1, $2) AS n(name, privilege) WHERE NOT has_table_privilege(n.name, n.privilege)",
            static row => row.GetString(0), cancellation, needed.Select(n => n.Table).ToArray(), needed.Select(n => n.Right).ToArray()).ConfigureAwait(false);
        if (missing.Count > 0)
        {
            throw new PostgresStartException(
                $"The role in Postgres:ConnectionString lacks {string.Join(", ", missing)} in schema '{options.Schema}' ({options.Describe()}). "
                + "Run 'backorders migrate --grant-to ROLE' as the owner of the schema.");
        }
    }

    private static async Task<bool> IsNamedAsync(NpgsqlConnection connection, PostgresOptions options, CancellationToken cancellation)
    {
        List<bool> isThere = await PostgresStatements.QueryAsync(
            connection, $"SELECT to_regclass('{options.Schema}.cluster') IS NOT NULL", static row => row.GetBoolean(0), cancellation).ConfigureAwait(false);
        return isThere[0] && (await PostgresStatements.QueryAsync(connection, "SELECT 1 FROM cluster", static row => row.GetInt32(0), cancellation).ConfigureAwait(false)).Count > 0;
    }

    private static async Task CheckClusterAsync(NpgsqlConnection connection, PostgresOptions options, ClusterIdentity cluster, CancellationToken cancellation)
    {
        List<(string Name, int Shards)> found = await PostgresStatements.QueryAsync(
            connection, "SELECT name, shard_count FROM cluster", static row => (row.GetString(0), row.GetInt32(1)), cancellation).ConfigureAwait(false);
        if (found.Count == 0)
        {
            throw new PostgresStartException($"Schema '{options.Schema}' ({options.Describe()}) belongs to no cluster yet. Run 'backorders migrate'.");
        }

        if (found[0].Name != cluster.Name)
        {
            throw new PostgresStartException(
                $"Schema '{options.Schema}' ({options.Describe()}) is of cluster '{found[0].Name}', and this node is of '{cluster.Name}'. Correct Cluster:Name, or name another Postgres:Schema.");
        }

        if (found[0].Shards != cluster.ShardCount)
        {
            throw new PostgresStartException(
                $"Schema '{options.Schema}' was made for {found[0].Shards} shards; this program has {cluster.ShardCount}. Start the program that it was made with.");
        }
    }

    private static async Task CheckDurabilityAsync(NpgsqlConnection connection, PostgresOptions options, CancellationToken cancellation)
    {
        List<(string Name, string Value)> settings = await PostgresStatements.QueryAsync(
            connection, "SELECT name, setting FROM pg_settings WHERE name = ANY($1)", static row => (row.GetString(0), row.GetString(1)), cancellation,
            (object)PostgresOptions.UnsafeSettings.ToArray()).ConfigureAwait(false);
        foreach ((string name, string value) in settings.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            if (value is not ("on" or "remote_apply") && !options.AllowUnsafeSettings.Contains(name))
            {
                throw new PostgresStartException(
                    $"The server ({options.Describe()}) runs with {name} = {value}: what was acknowledged could be lost. Set {name} = on there, or allow it by name in Postgres:AllowUnsafeSettings.");
            }
        }
    }

    private static async Task CheckClockAsync(NpgsqlConnection connection, TimeSpan max, TimeProvider time, CancellationToken cancellation)
    {
        DateTimeOffset before = time.GetUtcNow();
        List<DateTimeOffset> server = await PostgresStatements.QueryAsync(
            connection, "SELECT clock_timestamp()", static row => row.GetFieldValue<DateTimeOffset>(0), cancellation).ConfigureAwait(false);
        DateTimeOffset after = time.GetUtcNow();

        // Somewhere between the two the server read its clock: only what lies outside of both is surely off.
        TimeSpan off = server[0] < before ? before - server[0] : server[0] > after ? server[0] - after : TimeSpan.Zero;
        if (off > max)
        {
            string seconds = off.TotalSeconds.ToString("N0", CultureInfo.InvariantCulture);
            throw new PostgresStartException(
                $"This machine's clock is {seconds} s {(server[0] < before ? "ahead of" : "behind")} the database's; {max.TotalSeconds:0} s are allowed. "
                + "Set the clocks right, or raise Cluster:ClockSkewSecondsMax.");
        }
    }

    private static async Task UseAsync(PostgresOptions options, string purpose, Func<NpgsqlConnection, Task> use, CancellationToken cancellation)
    {
        try
        {
            NpgsqlDataSource source = PostgresSources.Create(options, purpose, adjust: static to => to.Pooling = false);
            await using (source.ConfigureAwait(false))
            {
                NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    await use(connection).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (PostgresTrouble.IsKnown(e))
        {
            throw new PostgresStartException(PostgresTrouble.Explain(e, options), e);
        }
    }
}
