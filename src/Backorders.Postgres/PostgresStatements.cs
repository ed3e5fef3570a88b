using Npgsql;
using NpgsqlTypes;

namespace Backorders.Postgres;

/// <summary>Statements with their values, named $1, $2 and so on.</summary>
public static class PostgresStatements
{
    /// <summary>Runs a statement, and returns how many rows it changed.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation, params object?[] values)
    {
        NpgsqlCommand command = Command(connection, sql, values);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a statement and makes something of each row.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellation, params object?[] values)
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

                // An error that comes behind the rows is seen here.
                await reader.NextResultAsync(cancellation).ConfigureAwait(false);
            }
        }

        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object?[] values)
    {
        NpgsqlCommand command = new(sql, connection);
        foreach (object? value in values)
        {
            command.Parameters.Add(value is null ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } : new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
