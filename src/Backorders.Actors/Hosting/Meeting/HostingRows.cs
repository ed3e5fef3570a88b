using Backorders.Postgres;
using Npgsql;

namespace Backorders.Actors.Hosting.Meeting;

/// <summary>Runs the small statements of hosting, each within a few seconds or not at all: a statement that takes longer would miss the next heartbeat.</summary>
internal sealed class HostingRows : IAsyncDisposable
{
    /// <summary>How long a connection or a statement may take.</summary>
    public const int StatementSeconds = 2;

    private const int ConnectionsMax = 2;

    private readonly PostgresOptions options;
    private readonly NpgsqlDataSource source;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">Checked settings.</param>
    /// <param name="purpose">Whose connections they are, for <c>pg_stat_activity</c>.</param>
    /// <param name="durability">How far a change is carried before it counts: PostgreSQL's <c>synchronous_commit</c>.</param>
    /// <param name="seconds">How long a connection or a statement may take.</param>
    /// <exception cref="PostgresStartException">The settings cannot be used.</exception>
    public HostingRows(PostgresOptions options, string purpose, string durability, int seconds = StatementSeconds)
    {
        this.options = options;
        source = PostgresSources.Create(
            options, purpose, $"-c synchronous_commit={durability} -c lock_timeout=1000 -c idle_in_transaction_session_timeout=3000",
            to => (to.MaxPoolSize, to.CommandTimeout, to.Timeout, to.CancellationTimeout) = (ConnectionsMax, seconds, seconds, 500));
    }

    /// <summary>
    /// Does something with a connection; once more when a pooled one turns out to have been lost long ago, for each of these statements may be
    /// repeated.
    /// </summary>
    /// <exception cref="MeetingUnavailableException">It could not be done.</exception>
    public async ValueTask<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellation)
    {
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
        catch (Exception e) when (PostgresTrouble.IsKnown(e) || e is ObjectDisposedException or PostgresStartException)
        {
            throw new MeetingUnavailableException(PostgresTrouble.Explain(e, options), e);
        }
    }

    /// <summary>Runs one statement and says how many rows it changed.</summary>
    public ValueTask<int> ChangeAsync(string sql, CancellationToken cancellation, params object?[] values) => UseAsync(
        async connection =>
        {
            NpgsqlCommand command = Command(connection, sql, values);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }
        },
        cancellation);

    /// <summary>Runs one statement and makes something of each row.</summary>
    public ValueTask<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellation, params object?[] values) =>
        UseAsync(
        async connection =>
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
                }
            }

            return rows;
        },
        cancellation);

    /// <summary>A statement with its values.</summary>
    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object?[] values)
    {
        NpgsqlCommand command = new(sql, connection);
        foreach (object? value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>Closes all connections.</summary>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<T> OnceAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellation)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await use(connection).ConfigureAwait(false);
        }
    }
}
