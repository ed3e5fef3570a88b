using Backorders.Postgres;

namespace Backorders.Journal.Postgres;

/// <summary>The tables of journal and cluster, in <c>Schema/</c>.</summary>
public static class PostgresSchema
{
    /// <summary>How many shards the tables are made for.</summary>
    public const int ShardCount = 256;

    /// <summary>The part of the schema that this project keeps. Whoever serves adds to the journal and can never change or remove a row of it.</summary>
    public static SchemaPart Part { get; } = SchemaPart.FromResources(
        "journal",
        typeof(PostgresSchema).Assembly,
        [
            "SELECT ON cluster", "SELECT, INSERT ON journal", "SELECT, UPDATE ON shard", "SELECT, INSERT, UPDATE, DELETE ON node",
            "SELECT, INSERT, UPDATE ON snapshot", "SELECT, INSERT, DELETE ON snapshot_part",
        ]);
}
