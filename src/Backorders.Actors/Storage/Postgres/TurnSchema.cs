using Backorders.Actors.Port;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>The tables of turns, in <c>Schema/</c>.</summary>
public static class TurnSchema
{
    /// <summary>The error code of a row of a sealed shard.</summary>
    internal const string ShardSealed = "ZB001";

    /// <summary>The constraint that is the judge between two owners.</summary>
    internal const string Constraint = "turn_batch_row";

    private const string trigger = "turn_batch_added";

    /// <summary>The part of the schema that this store keeps. Whoever serves adds to the journal and can never change or remove a row of it.</summary>
    public static SchemaPart Part { get; } = SchemaPart.FromResources(
        "turns", typeof(TurnSchema).Assembly,
        ["SELECT ON cluster", "SELECT, INSERT ON turn_batch", "SELECT, INSERT, UPDATE, DELETE ON warehouse_snapshot", "SELECT, INSERT, DELETE ON seal"],
        under: "turns.");

    /// <summary>Whose tables they are, as <see cref="ClusterDatabase"/> wants to know it.</summary>
    public static ClusterIdentity ClusterOf(string name) => new(name, ShardMap.ShardCount);

    /// <summary>Checks what would otherwise be missed only after a loss: that the constraint and the trigger are active, and that the serving role can only add to the journal.</summary>
    /// <param name="connection">An open connection to the database.</param>
    /// <param name="options">Where that is, for the message.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PostgresStartException">One of them is missing, switched off or put off to the commit, or the role was given too much.</exception>
    public static async Task CheckAsync(NpgsqlConnection connection, PostgresOptions options, CancellationToken cancellation)
    {
        await CheckRightsAsync(connection, options, cancellation).ConfigureAwait(false);
        List<bool> constraint = await connection.QueryAsync(
            """
            SELECT true FROM pg_constraint c
            WHERE c.conrelid = to_regclass($1) AND c.contype = 'u' AND c.convalidated AND NOT c.condeferrable AND c.conkey = ARRAY(
                SELECT a.attnum FROM unnest(ARRAY['persistence_id', 'sequence_number']) WITH ORDINALITY AS n(name, place)
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = n.name ORDER BY n.place)
            """, static row => row.GetBoolean(0), cancellation, "turn_batch").ConfigureAwait(false);
        if (constraint.Count == 0)
        {
            throw Unsafe(options, $"the constraint UNIQUE (persistence_id, sequence_number), '{Constraint}',");
        }

        List<bool> triggers = await connection.QueryAsync(
            "SELECT true FROM pg_trigger WHERE tgrelid = to_regclass($1) AND tgname = $2 AND tgenabled IN ('O', 'A') AND tgnewtable IS NOT NULL",
            static row => row.GetBoolean(0), cancellation, "turn_batch", trigger).ConfigureAwait(false);
        if (triggers.Count == 0)
        {
            throw Unsafe(options, $"the trigger '{trigger}'");
        }
    }

    /// <summary>The owner of the tables is accepted, because it can do everything anyway: one role for migrations and serving is a choice. Too many rights of a mere serving role are a mistake.</summary>
    private static async Task CheckRightsAsync(NpgsqlConnection connection, PostgresOptions options, CancellationToken cancellation)
    {
        List<string> rights = await connection.QueryAsync(
            """
            SELECT r.name FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) WITH ORDINALITY AS r(name, place), pg_class c
            WHERE c.oid = to_regclass($1) AND has_table_privilege(c.oid, r.name) AND NOT pg_has_role(c.relowner, 'USAGE') ORDER BY r.place
            """,
            static row => row.GetString(0), cancellation, "turn_batch").ConfigureAwait(false);
        if (rights.Count > 0)
        {
            string found = string.Join(", ", rights);
            throw new PostgresStartException(
                $"The role in Postgres:ConnectionString has {found} ON turn_batch in schema '{options.Schema}' ({options.Describe()}), and whoever serves may only add to the journal. "
                + $"Run REVOKE {found} ON {options.Schema}.turn_batch FROM that role as the owner of the schema.");
        }
    }

    private static PostgresStartException Unsafe(PostgresOptions options, string what) => new(
        $"It is not safe to serve from schema '{options.Schema}' ({options.Describe()}): {what} of table turn_batch is missing or switched off, so that two owners of a warehouse could "
        + "both store a row. Restore the schema from a backup, or name another Postgres:Schema and run 'backorders migrate'.");
}
