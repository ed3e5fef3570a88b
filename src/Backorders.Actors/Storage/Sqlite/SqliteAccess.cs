using Microsoft.Data.Sqlite;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>Runs statements on pooled connections to one file, off the caller's thread: SQLite waits for the disk on the thread that calls it.</summary>
internal sealed class SqliteAccess(SqliteHandles handles, string path, SqliteOpenMode mode)
{
    private readonly string connectionString = ConnectionString(path, mode);

    /// <summary>The connection string of a file; the same for all who share a pool.</summary>
    public static string ConnectionString(string path, SqliteOpenMode mode) => new SqliteConnectionStringBuilder { DataSource = path, Mode = mode }.ConnectionString;

    /// <exception cref="JournalUnavailableException">It could not be done.</exception>
    public async ValueTask<T> UseAsync<T>(Func<SqliteConnection, T> use, CancellationToken cancellation) => await Task.Run(
        () =>
        {
            try
            {
                using SqliteConnection connection = handles.Open(connectionString);
                return use(connection);
            }
            catch (SqliteException e)
            {
                throw new JournalUnavailableException(SqliteTrouble.Line(e, path), e);
            }
        },
        cancellation);

    /// <summary>Closes the pooled connections.</summary>
    public void Close()
    {
        using SqliteConnection any = new(connectionString);
        SqliteConnection.ClearPool(any);
    }
}
