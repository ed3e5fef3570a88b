using Backorders.Actors.Hosting.Meeting;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>A schema with the tables of hosting.</summary>
internal static class TestDatabase
{
    /// <summary>What a statement may take where a test is not about time: other tests, and their databases, share the machine.</summary>
    public const int Seconds = 30;

    private const string Role = "hosting_serves";

    private static readonly Lazy<Task> role = new(MakeRoleAsync);

    /// <summary>Settings for a role that has exactly what serving needs.</summary>
    public static async Task<PostgresOptions> CreateAsync()
    {
        await role.Value;
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateSchemaAsync();
        await SchemaMigrator.MigrateAsync(options, [HostingSchema.Part], Role, CancellationToken.None);
        options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Username = Role, Password = "p" }.ConnectionString;
        return options;
    }

    /// <summary>The same database by another way to it.</summary>
    public static PostgresOptions By(this PostgresOptions options, int port) => new()
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Port = port }.ConnectionString, Schema = options.Schema,
    };

    private static async Task MakeRoleAsync() => await (await PostgresServer.SharedAsync()).ExecuteAsync($"CREATE ROLE {Role} LOGIN PASSWORD 'p'");
}
