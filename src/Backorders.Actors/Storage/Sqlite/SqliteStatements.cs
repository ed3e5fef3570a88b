using Microsoft.Data.Sqlite;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>Statements with their values, named $1, $2 and so on.</summary>
internal static class SqliteStatements
{
    /// <summary>Runs a statement, and returns how many rows it changed.</summary>
    public static int Execute(this SqliteConnection connection, string sql, params object[] values)
    {
        using SqliteCommand command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a query and makes something of each row, until there are no more or <paramref name="enough"/> says so of the last one.</summary>
    public static List<T> Query<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> row, Func<T, bool> enough, params object[] values)
    {
        using SqliteCommand command = connection.Command(sql, values);
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(row(reader));
            if (enough(rows[^1]))
            {
                break;
            }
        }

        return rows;
    }

    /// <inheritdoc cref="Query{T}(SqliteConnection, string, Func{SqliteDataReader, T}, Func{T, bool}, object[])"/>
    public static List<T> Query<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> row, params object[] values) =>
        connection.Query(sql, row, static _ => false, values);

    private static SqliteCommand Command(this SqliteConnection connection, string sql, object[] values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        return command;
    }
}
