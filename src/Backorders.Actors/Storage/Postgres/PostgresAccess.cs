using Backorders.Postgres;
using Npgsql;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>Pooled connections for everything but the plugins' own statements.</summary>
internal sealed class PostgresAccess(NpgsqlDataSource source, PostgresOptions options)
{
    /// <summary>Does something with a connection. It may be done twice: a pooled connection may turn out to have been lost long ago.</summary>
    /// <exception cref="JournalUnavailableException">It could not be done, or is not confirmed by the standby.</exception>
    public async ValueTask<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellation)
    {
        try
        {
            try
            {
                return await OnceAsync(use, cancellation);
            }
            catch (NpgsqlException e) when (!PostgresTrouble.IsPlainError(e) && e.InnerException is not TimeoutException)
            {
                return await OnceAsync(use, cancellation);
            }
        }
        catch (Exception e) when (PostgresTrouble.IsKnown(e))
        {
            throw new JournalUnavailableException(PostgresTrouble.Explain(e, options), e);
        }
        catch (ObjectDisposedException e)
        {
            throw new JournalUnavailableException("The store is closed.", e);
        }
    }

    /// <summary>Runs a query and makes something of each row.</summary>
    public ValueTask<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellation, params object[] values) =>
        UseAsync(connection => connection.QueryAsync(sql, row, cancellation, values), cancellation);

    private async Task<T> OnceAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation);
        string? doubt = null;
        connection.Notice += (_, e) => doubt = UnconfirmedCommit.Of(e.Notice) ?? doubt;
        T result = await use(connection);
        return doubt is null ? result : throw new JournalUnavailableException($"The change was not confirmed by the standby: {doubt}");
    }
}
