using Npgsql;

namespace Backorders.Postgres;

/// <summary>Brings the tables to what this program needs, or says what is missing.</summary>
public static class SchemaMigrator
{
    /// <summary>Applies what is missing, each migration in a transaction of its own, while nobody else migrates. Does nothing when all is there.</summary>
    /// <param name="options">Where; its role must be allowed to create the schema, or own it.</param>
    /// <param name="parts">All stores' parts.</param>
    /// <param name="grantTo">A role that is given exactly what serving needs; null for none.</param>
    /// <param name="cancellation">Ends the wait; a step that has begun is done or not done.</param>
    /// <returns>The steps that were taken.</returns>
    /// <exception cref="PostgresStartException">It cannot be done; the message names the setting.</exception>
    public static async Task<IReadOnlyList<AppliedMigration>> MigrateAsync(
        PostgresOptions options, IReadOnlyList<SchemaPart> parts, string? grantTo, CancellationToken cancellation)
    {
        try
        {
            NpgsqlDataSource source = PostgresSources.Create(options, "migrate", adjust: static to => (to.Pooling, to.CommandTimeout) = (false, 0));
            await using (source.ConfigureAwait(false))
            {
                NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    return await MigrateAsync(connection, options, parts, grantTo, cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (PostgresTrouble.IsKnown(e))
        {
            throw new PostgresStartException(PostgresTrouble.Explain(e, options), e);
        }
    }

    /// <summary>Says what is wrong with the tables; does nothing when they are as this program needs them.</summary>
    /// <exception cref="PostgresStartException">The schema is missing, older or newer; the message says what to do.</exception>
    public static async Task CheckAsync(NpgsqlDataSource source, PostgresOptions options, IReadOnlyList<SchemaPart> parts, CancellationToken cancellation)
    {
        try
        {
            NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await CheckAsync(connection, options, parts, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (PostgresTrouble.IsKnown(e))
        {
            throw new PostgresStartException(PostgresTrouble.Explain(e, options), e);
        }
    }

    /// <inheritdoc cref="CheckAsync(NpgsqlDataSource, PostgresOptions, IReadOnlyList{SchemaPart}, CancellationToken)"/>
    public static async Task CheckAsync(NpgsqlConnection connection, PostgresOptions options, IReadOnlyList<SchemaPart> parts, CancellationToken cancellation)
    {
        Dictionary<string, int> versions = await ReadVersionsAsync(connection, options, cancellation).ConfigureAwait(false)
            ?? throw new PostgresStartException(
                $"There is no schema '{options.Schema}' for this program ({options.Describe()}). Run 'backorders migrate', or correct Postgres:Schema.");
        foreach (SchemaPart part in parts)
        {
            CheckVersion(part, versions.GetValueOrDefault(part.Name), options);
        }
    }

    private static void CheckVersion(SchemaPart part, int version, PostgresOptions options)
    {
        if (version > part.Version)
        {
            throw Newer(part, version, options);
        }

        if (version < part.Version)
        {
            throw new PostgresStartException(
                $"The tables of '{part.Name}' in schema '{options.Schema}' are of version {version}; this program needs {part.Version}. Run 'backorders migrate'.");
        }
    }

    private static PostgresStartException Newer(SchemaPart part, int version, PostgresOptions options) => new(
        $"The tables of '{part.Name}' in schema '{options.Schema}' are of version {version}; this program knows them up to {part.Version}. Start the later program, or correct Postgres:Schema.");

    private static async Task<IReadOnlyList<AppliedMigration>> MigrateAsync(
        NpgsqlConnection connection, PostgresOptions options, IReadOnlyList<SchemaPart> parts, string? grantTo, CancellationToken cancellation)
    {
        // Held by the session: whoever migrates at the same time waits, and then finds everything done.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock(hashtextextended('backorders migrate {options.Schema}', 0))", cancellation).ConfigureAwait(false);
        Dictionary<string, int>? versions = await ReadVersionsAsync(connection, options, cancellation).ConfigureAwait(false);
        if (versions is null)
        {
            await ExecuteAsync(
                connection,
                $"CREATE SCHEMA IF NOT EXISTS {options.Schema}; CREATE TABLE {options.Schema}.schema_part(part text PRIMARY KEY, version int NOT NULL)",
                cancellation).ConfigureAwait(false);
            versions = [];
        }

        List<AppliedMigration> applied = [];
        foreach (SchemaPart part in parts)
        {
            int version = versions.GetValueOrDefault(part.Name);
            if (version > part.Version)
            {
                throw Newer(part, version, options);
            }

            for (; version < part.Version; version++)
            {
                await ApplyAsync(connection, part, version + 1, cancellation).ConfigureAwait(false);
                applied.Add(new(part.Name, version + 1));
            }
        }

        if (grantTo is not null)
        {
            await ExecuteAsync(connection, GrantScript(options.Schema, parts, grantTo), cancellation).ConfigureAwait(false);
        }

        return applied;
    }

    /// <summary>What gives a role exactly what serving needs: rows, no tables.</summary>
    public static string GrantScript(string schema, IReadOnlyList<SchemaPart> parts, string role)
    {
        string quoted = $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        IEnumerable<string> grants = parts.SelectMany(p => p.Grants).Prepend("SELECT ON schema_part");
        return $"SET search_path = {schema};\nGRANT USAGE ON SCHEMA {schema} TO {quoted};\n" + string.Concat(grants.Select(g => $"GRANT {g} TO {quoted};\n"));
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, SchemaPart part, int version, CancellationToken cancellation)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, part.Migrations[version - 1], cancellation).ConfigureAwait(false);
            NpgsqlCommand note = new(
                "INSERT INTO schema_part(part, version) VALUES ($1, $2) ON CONFLICT (part) DO UPDATE SET version = $2", connection, transaction)
            {
                Parameters = { new() { Value = part.Name }, new() { Value = version } },
            };
            await using (note.ConfigureAwait(false))
            {
                await note.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>How far each part has come; null when the schema has never been migrated.</summary>
    private static async Task<Dictionary<string, int>?> ReadVersionsAsync(NpgsqlConnection connection, PostgresOptions options, CancellationToken cancellation)
    {
        NpgsqlCommand there = new($"SELECT to_regclass('{options.Schema}.schema_part') IS NOT NULL", connection);
        await using (there.ConfigureAwait(false))
        {
            if (await there.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is not true)
            {
                return null;
            }
        }

        Dictionary<string, int> versions = new(StringComparer.Ordinal);
        NpgsqlCommand read = new("SELECT part, version FROM schema_part", connection);
        await using (read.ConfigureAwait(false))
        {
            NpgsqlDataReader rows = await read.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    versions.Add(rows.GetString(0), rows.GetInt32(1));
                }
            }
        }

        return versions;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        NpgsqlCommand command = new(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }
}
