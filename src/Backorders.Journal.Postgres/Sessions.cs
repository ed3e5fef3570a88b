using Backorders.Postgres;
using Npgsql;

namespace Backorders.Journal.Postgres;

/// <summary>Pooled connections for everything but appends. Whoever finds none free waits in line for one; the wait has no limit but the caller's own.</summary>
internal sealed class Sessions(NpgsqlDataSource source, int max, PostgresOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(max);

    /// <summary>Does something with a connection. What it does may be done twice: a pooled connection may turn out to have been lost long ago.</summary>
    /// <exception cref="JournalUnavailableException">It could not be done, or is not confirmed by the standby.</exception>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            try
            {
                return await OnceAsync(use, cancellation).ConfigureAwait(false);
            }
            catch (NpgsqlException e) when (!PostgresTrouble.IsPlainError(e) && e.InnerException is not TimeoutException)
            {
                return await OnceAsync(use, cancellation).ConfigureAwait(false);
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
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Runs a statement that returns no rows, and says whether it changed any.</summary>
    public Task<bool> ChangeAsync(string sql, CancellationToken cancellation, params object?[] values) => UseAsync(
        async connection =>
        {
            NpgsqlCommand command = Command(connection, sql, values);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) > 0;
            }
        },
        cancellation);

    /// <summary>Runs a statement and makes something of each row.</summary>
    public Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellation, params object?[] values) =>
        UseAsync(connection => QueryAsync(connection, sql, row, cancellation, values), cancellation);

    /// <inheritdoc cref="QueryAsync{T}(string, Func{NpgsqlDataReader, T}, CancellationToken, object?[])"/>
    public static async Task<List<T>> QueryAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellation, params object?[] values)
    {
        List<T> rows = [];
        NpgsqlCommand command = Command(connection, sql, values);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    rows.Add(row(reader));
                }

                await reader.NextResultAsync(cancellation).ConfigureAwait(false);
            }
        }

        return rows;
    }

    /// <summary>The gate needs no disposal, and whoever stands in line at it is told that the source is closed.</summary>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<T> OnceAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellation)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            string? doubt = null;
            connection.Notice += (_, e) => doubt = UnconfirmedCommit.Of(e.Notice) ?? doubt;
            T result = await use(connection).ConfigureAwait(false);
            return doubt is null ? result : throw new JournalUnavailableException($"The change was not confirmed by the standby: {doubt}");
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object?[] values)
    {
        NpgsqlCommand command = new(sql, connection);
        foreach (object? value in values)
        {
            command.Parameters.Add(value is null ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } : new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
