using Backorders.Actors.Storage.Postgres;
using Backorders.Postgres;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Storage;

/// <summary>Migrated databases, and stores on them.</summary>
internal static class TurnDatabase
{
    public const string Cluster = "test";

    /// <summary>A schema of its own in a database for all of them.</summary>
    public static async Task<PostgresOptions> NewSchemaAsync()
    {
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateSchemaAsync();
        await PostgresTurnStore.MigrateAsync(options, Cluster, null, default);
        return options;
    }

    /// <summary>A database of its own.</summary>
    public static async Task<PostgresOptions> NewAsync(PostgresServer? server = null)
    {
        PostgresOptions options = await (server ?? await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await PostgresTurnStore.MigrateAsync(options, Cluster, null, default);
        return options;
    }

    public static Task<PostgresTurnStore> OpenAsync(PostgresOptions options, string node = "node-1", TimeProvider? time = null, string cluster = Cluster) =>
        PostgresTurnStore.OpenAsync(new(options, cluster, node, TimeSpan.FromSeconds(10)), time ?? TimeProvider.System, default);

    public static string DatabaseOf(PostgresOptions options) => new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;
}
