using Npgsql;

namespace Backorders.Postgres;

/// <summary>Brings the tables to what this program needs, or says what is missing.</summary>
public static class SchemaMigrator
{
    /// <summary>Whoever waits for a table's lock keeps everybody who comes later from that table, so appends stand still for as long.</summary>
    private const string lockPatience = "2s";

    private const int triesMax = 5;

    /// <summary>Between two tries appends catch up, and a short transaction comes to its end.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Applies what is missing, each migration in a transaction of its own, while nobody else migrates. Does nothing when all is there.</summary>
    /// <param name="options">Where; its role must be allowed to create the schema, or own it.</param>
    /// <param name="parts">All stores' parts.</param>
    /// <param name="grantTo">A role that is given exactly what serving needs; null for none.</param>
    /// <param name="cancellation">Ends the wait; a step that has begun is done or not done.</param>
    /// <returns>The steps that were taken.</returns>
    /// <exception cref="PostgresStartException">It cannot be done; the message names the setting.</exception>
    public static Task<IReadOnlyList<AppliedMigration>> MigrateAsync(
        PostgresOptions options, IReadOnlyList<SchemaPart> parts, string? grantTo, CancellationToken cancellation) =>
        MigrateAsync(options, parts, grantTo, TimeProvider.System, cancellation);

    internal static async Task<IReadOnlyList<AppliedMigration>> MigrateAsync(
        PostgresOptions options, IReadOnlyList<SchemaPart> parts, string? grantTo, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            NpgsqlDataSource source = PostgresSources.Create(options, "migrate", adjust: static to => (to.Pooling, to.CommandTimeout) = (false, 0));
            await using (source.ConfigureAwait(false))
            {
                NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    return await MigrateAsync(connection, options, parts, grantTo, time, cancellation).ConfigureAwait(false);
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
        NpgsqlConnection connection, PostgresOptions options, IReadOnlyList<SchemaPart> parts, string? grantTo, TimeProvider time, CancellationToken cancellation)
    {
        // Held by the session: whoever migrates at the same time waits, and then finds everything done.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock(hashtextextended('backorders migrate {options.Schema}', 0))", cancellation).ConfigureAwait(false);
        Dictionary<string, int>? versions = await ReadVersionsAsync(connection, options, cancellation).ConfigureAwait(false);
        if (versions is null)
        {
            await CreateSchemaAsync(connection, options.Schema, cancellation).ConfigureAwait(false);
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
                await ApplyAsync(connection, options, part, version + 1, time, cancellation).ConfigureAwait(false);
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

    /// <summary>Whoever owns the schema needs no right on the database: CREATE SCHEMA asks for it even where IF NOT EXISTS leaves nothing to do.</summary>
    private static async Task CreateSchemaAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        NpgsqlCommand there = new($"SELECT to_regnamespace('{schema}') IS NOT NULL", connection);
        await using (there.ConfigureAwait(false))
        {
            string create = await there.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is true ? string.Empty : $"CREATE SCHEMA {schema}; ";
            await ExecuteAsync(connection, $"{create}CREATE TABLE {schema}.schema_part(part text PRIMARY KEY, version int NOT NULL)", cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a step, and steps back when somebody holds a table: nodes that serve come first, and the step is tried again after a pause.</summary>
    private static async Task ApplyAsync(
        NpgsqlConnection connection, PostgresOptions options, SchemaPart part, int version, TimeProvider time, CancellationToken cancellation)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await ApplyAsync(connection, part, version, cancellation).ConfigureAwait(false);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (tries == triesMax)
                {
                    throw new PostgresStartException(
                        $"Step {version} of '{part.Name}' in schema '{options.Schema}' ({options.Describe()}) found a table held by another session {tries} times, {Pause.TotalSeconds:0} s "
                        + "apart, and was not taken: a dump runs, or a transaction was left open (see pg_stat_activity). Wait for its end or end it, and run 'backorders migrate' again.", e);
                }
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, SchemaPart part, int version, CancellationToken cancellation)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, $"SET LOCAL lock_timeout = '{lockPatience}'", cancellation).ConfigureAwait(false);
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
