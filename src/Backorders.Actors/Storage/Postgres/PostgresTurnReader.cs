using Backorders.Actors.Storage.Reading;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>Reads a database that nodes may serve from, or none: takes nothing, makes nothing and changes nothing. A role that may only read is enough.</summary>
public sealed class PostgresTurnReader : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;

    private PostgresTurnReader(NpgsqlDataSource source, ITurnRows rows) => (this.source, Rows) = (source, rows);

    /// <summary>The rows of all warehouses.</summary>
    public ITurnRows Rows { get; }

    /// <summary>Opens a database; null when no actor has stored a turn or a snapshot in it.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="purpose">What the session is for, as the database's operator sees it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">It cannot be read.</exception>
    public static async Task<PostgresTurnReader> OpenAsync(PostgresOptions options, string purpose, TimeProvider time, CancellationToken cancellation)
    {
        NpgsqlDataSource source = PostgresSources.Create(options, purpose);
        try
        {
            PostgresAccess access = new(source, options);
            TurnRows rows = new(new PostgresRowTable(access, time));
            List<bool> isThere = await access.QueryAsync(
                "SELECT to_regclass('turn_batch') IS NOT NULL AND to_regclass('warehouse_snapshot') IS NOT NULL", static row => row.GetBoolean(0), cancellation)
                .ConfigureAwait(false);
            return isThere[0]
                ? new(source, rows)
                : throw new JournalUnavailableException($"There are no tables of turns in schema '{options.Schema}'. Make them with 'backorders migrate', or name another Postgres:Schema.");
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();
}
