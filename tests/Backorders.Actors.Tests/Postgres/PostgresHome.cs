using Backorders.Postgres;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Postgres;

/// <summary>Migrated databases, with the smallest store that there can be.</summary>
internal static class PostgresHome
{
    private const int shards = 256;

    /// <summary>A store that keeps apples.</summary>
    public static SchemaPart Fruit { get; } = new(
        "fruit",
        [
            """
            CREATE TABLE cluster(one boolean PRIMARY KEY DEFAULT true CHECK (one), name text NOT NULL, shard_count int NOT NULL);
            CREATE TABLE apple(id int PRIMARY KEY);
            """,
        ],
        ["SELECT ON cluster", "SELECT, INSERT ON apple"]);

    /// <summary>The same in a later version.</summary>
    public static SchemaPart LaterFruit { get; } = Fruit with { Migrations = [.. Fruit.Migrations, "ALTER TABLE apple ADD COLUMN colour text"] };

    public static ClusterIdentity Cluster(string name = "test") => new(name, shards);

    public static async Task<PostgresOptions> NewAsync(PostgresServer? server = null)
    {
        PostgresOptions options = await (server ?? await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await ClusterDatabase.MigrateAsync(options, [Fruit], Cluster(), null, default);
        return options;
    }

    public static string DatabaseOf(PostgresOptions options) => new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;
}
