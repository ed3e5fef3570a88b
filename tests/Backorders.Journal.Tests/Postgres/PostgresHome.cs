using Backorders.Journal.Cluster;
using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Journal.Tests;

/// <summary>Migrated databases, and nodes on them.</summary>
internal static class PostgresHome
{
    public const string Cluster = "test";

    public static IReadOnlyList<SchemaPart> Parts => [PostgresSchema.Part];

    public static NodeIdentity Node(int number, int start = 1) => new($"node-{number}", new Guid(number, (short)start, 0, new byte[8]), $"http://10.0.0.{number}:5081", 100);

    public static async Task<PostgresOptions> NewAsync(PostgresServer? server = null)
    {
        PostgresOptions options = await (server ?? await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await PostgresStore.MigrateAsync(options, Parts, Cluster, null, default);
        return options;
    }

    /// <summary>The same in a schema of its own, for tests that change nothing of the database.</summary>
    public static async Task<PostgresOptions> NewSchemaAsync()
    {
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateSchemaAsync();
        await PostgresStore.MigrateAsync(options, Parts, Cluster, null, default);
        return options;
    }

    public static PostgresJournal Open(PostgresOptions options, int node = 1, TimeProvider? time = null, bool takeGuard = true) =>
        new(options, Node(node), time ?? TimeProvider.System, NullLogger<PostgresJournal>.Instance, takeGuard);

    /// <summary>The same database, reached another way.</summary>
    public static PostgresOptions Through(this PostgresOptions options, PostgresServer server, int port) => new()
    {
        ConnectionString = options.ConnectionString.Replace($"Port={server.Port}", $"Port={port}"), Lanes = options.Lanes, AppendDeadlineSeconds = options.AppendDeadlineSeconds,
    };

    public static string DatabaseOf(PostgresOptions options) => new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;
}
