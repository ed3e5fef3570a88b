using System.Data.Common;
using System.Runtime.CompilerServices;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>
/// Sets up each native handle of the pool once. Most of SQLite's settings belong to a connection and not to the file: a connection without <c>synchronous = FULL</c> would
/// answer before its commit is on the disk.
/// </summary>
internal sealed class SqliteHandles(SqliteStoreOptions options, bool isJournal) : ConnectionInterceptor
{
    /// <summary>SQLite waits by itself, in steps of a few milliseconds; the driver's own repetition takes steps of 150 ms.</summary>
    private const int busyMilliseconds = 5_000;

    /// <summary>The write-ahead log is cut back to this size after a large snapshot.</summary>
    private const int logBytesMax = 64 * 1024 * 1024;

    private readonly ConditionalWeakTable<sqlite3, object> done = [];

    /// <summary>Opens a connection of ours, set up as the plugin's are.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public SqliteConnection Open(string connectionString)
    {
        SqliteConnection connection = new(connectionString);
        try
        {
            connection.Open();
            SetUp(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection) => SetUp((SqliteConnection)connection);

    /// <inheritdoc/>
    public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        SetUp((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    private void SetUp(SqliteConnection connection)
    {
        sqlite3 handle = connection.Handle!;
        if (done.TryGetValue(handle, out _))
        {
            return;
        }

        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"PRAGMA busy_timeout = {busyMilliseconds}; PRAGMA synchronous = FULL; PRAGMA cache_size = -{options.CacheKilobytes}; PRAGMA temp_store = MEMORY; "
            + $"PRAGMA wal_autocheckpoint = {options.CheckpointPages}; PRAGMA journal_size_limit = {logBytesMax}";
        command.ExecuteNonQuery();
        if (isJournal)
        {
            // Not through the driver, which would take it away whenever the connection goes back to the pool.
            int code = raw.sqlite3_create_function(handle, "shard_of", 1, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC, null, ShardOf);
            SqliteException.ThrowExceptionForRC(code, handle);
            LimitPages(command);
        }

        done.TryAdd(handle, this);
    }

    private void LimitPages(SqliteCommand command)
    {
        if (options.PagesMax > 0)
        {
            command.CommandText = $"PRAGMA max_page_count = {options.PagesMax}";
            command.ExecuteNonQuery();
        }
    }

    private static void ShardOf(sqlite3_context context, object unused, sqlite3_value[] values) =>
        raw.sqlite3_result_int(context, ShardMap.ShardOf(WarehouseId.FromTrusted(raw.sqlite3_value_text(values[0]).utf8_to_string())));
}
