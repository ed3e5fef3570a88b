using System.Data.Common;
using Backorders.Postgres;
using Backorders.Server.Printing.Jobs;
using Npgsql;

namespace Backorders.Server.Printing.Stores;

/// <summary>
/// Printers and print jobs of all nodes that share a PostgreSQL database, in the schema of the journal. A change that a synchronous standby did not confirm is an error, though it may be stored.
/// </summary>
internal sealed class PostgresPrintStore : SqlPrintStore
{
    private const int PoolMax = 4;
    private const int CommandSeconds = 10;

    private readonly PostgresOptions options;
    private readonly NpgsqlDataSource source;

    /// <param name="options">Where the database is; nothing is asked of it before the first call.</param>
    /// <param name="sessions">What the connections of this start of the node are named after.</param>
    /// <exception cref="PostgresStartException">The settings cannot be used.</exception>
    public PostgresPrintStore(PostgresOptions options, string sessions)
    {
        this.options = options;
        source = PostgresSources.Create(
            options, $"{sessions} printing", "-c idle_in_transaction_session_timeout=10000 -c lock_timeout=5000",
            static to => (to.MaxPoolSize, to.MaxAutoPrepare, to.CommandTimeout, to.CancellationTimeout) = (Math.Min(to.MaxPoolSize, PoolMax), 10, CommandSeconds, -1));
    }

    /// <summary>The tables.</summary>
    public static SchemaPart Part { get; } = SchemaPart.FromResources(
        "printing", typeof(PostgresPrintStore).Assembly, ["SELECT, INSERT, UPDATE, DELETE ON printer", "SELECT, INSERT, UPDATE, DELETE ON print_job"], "Backorders.Server.Printing.");

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => source.DisposeAsync();

    /// <inheritdoc/>
    protected override async Task<T> ChangeAsync<T>(Func<PrintTransaction, Task<T>> work)
    {
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync().ConfigureAwait(false);
            string? doubt = null;
            connection.Notice += (_, e) => doubt = UnconfirmedCommit.Of(e.Notice) ?? doubt;
            await using DbTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            PrintTransaction changes = new(connection, transaction);
            T result = await work(changes).ConfigureAwait(false);
            await changes.EndAsync().ConfigureAwait(false);
            return doubt is null ? result : throw new PrintStoreException($"A print job's row was not confirmed by the standby: {doubt}", null);
        }
        catch (Exception e) when (PostgresTrouble.IsKnown(e) || e is ObjectDisposedException)
        {
            throw new PrintStoreException($"The store of print jobs failed: {PostgresTrouble.Explain(e, options)}", e);
        }
    }
}
