using Backorders.Postgres;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Stores;
using Npgsql;

namespace Backorders.Cli.Bench;

/// <summary>A schema of the bench's own in a database, gone with it.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private BenchDatabase(NodeOptions options) => Options = options;

    /// <summary>The connection, and the schema.</summary>
    public NodeOptions Options { get; }

    /// <exception cref="NodeStartException">The tables cannot be made.</exception>
    public static async Task<BenchDatabase> MakeAsync(NodeOptions options, CancellationToken cancellation)
    {
        options.Postgres.Schema = $"backorders_bench_{Environment.ProcessId}";
        await NodeDatabase.MigrateAsync(options, null, cancellation).ConfigureAwait(false);
        return new(options);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlDataSource source = PostgresSources.Create(Options.Postgres, "bench", adjust: static to => to.Pooling = false);
        await using (source.ConfigureAwait(false))
        {
            NpgsqlCommand drop = source.CreateCommand($"DROP SCHEMA {Options.Postgres.Schema} CASCADE");
            await using (drop.ConfigureAwait(false))
            {
                await drop.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        }
    }
}
