using System.Data.Common;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Server.Audit.Stores;

/// <summary>The audit of all nodes that share a PostgreSQL database, in the schema of the journal. A change that a synchronous standby did not confirm is an error, though it may be stored.</summary>
internal sealed class PostgresAuditStore : SqlAuditStore
{
    private const int PoolMax = 4;
    private const int CommandSeconds = 10;

    private readonly PostgresOptions options;
    private readonly NpgsqlDataSource source;

    /// <param name="options">Where the database is; nothing is asked of it before the first call.</param>
    /// <param name="sessions">What the connections of this start of the node are named after.</param>
    /// <exception cref="PostgresStartException">The settings cannot be used.</exception>
    public PostgresAuditStore(PostgresOptions options, string sessions)
    {
        this.options = options;
        source = PostgresSources.Create(
            options, $"{sessions} audit", "-c idle_in_transaction_session_timeout=10000 -c lock_timeout=5000",
            static to => (to.MaxPoolSize, to.MaxAutoPrepare, to.CommandTimeout, to.CancellationTimeout) = (Math.Min(to.MaxPoolSize, PoolMax), 10, CommandSeconds, -1));
    }

    /// <summary>The table.</summary>
    public static SchemaPart Part { get; } = SchemaPart.FromResources(
        "audit", typeof(PostgresAuditStore).Assembly, ["SELECT, INSERT, UPDATE, DELETE ON audit"], "Backorders.Server.Audit.");

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => source.DisposeAsync();

    /// <inheritdoc/>
    protected override async Task<T> UseAsync<T>(Func<DbConnection, Task<T>> work)
    {
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync().ConfigureAwait(false);
            string? doubt = null;
            connection.Notice += (_, e) => doubt = UnconfirmedCommit.Of(e.Notice) ?? doubt;
            T result = await work(connection).ConfigureAwait(false);
            return doubt is null ? result : throw new AuditStoreException($"The audit's record was not confirmed by the standby: {doubt}", null);
        }
        catch (Exception e) when (PostgresTrouble.IsKnown(e) || e is ObjectDisposedException)
        {
            throw new AuditStoreException($"The store of the audit failed: {PostgresTrouble.Explain(e, options)}", e);
        }
    }
}
