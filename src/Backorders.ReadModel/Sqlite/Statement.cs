using Backorders.Domain.Values;
using SQLitePCL;

namespace Backorders.ReadModel.Sqlite;

/// <summary>A prepared statement that rows are written with, column after column: a third of the cost of parameter objects, and writing is all that is frequent here.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt handle;
    private int column;

    public Statement(sqlite3 database, string sql)
    {
        this.database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out handle));
    }

    public Statement Add(long value)
    {
        Check(raw.sqlite3_bind_int64(handle, ++column, value));
        return this;
    }

    public Statement Add(string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(handle, ++column) : raw.sqlite3_bind_text(handle, ++column, value));
        return this;
    }

    /// <summary>A time; NULL for never.</summary>
    public Statement Add(Instant at)
    {
        Check(at == Instant.Never ? raw.sqlite3_bind_null(handle, ++column) : raw.sqlite3_bind_int64(handle, ++column, at.UnixMicroseconds));
        return this;
    }

    /// <summary>A number that the system gave out; NULL for none.</summary>
    public Statement AddId(long id)
    {
        Check(id == 0 ? raw.sqlite3_bind_null(handle, ++column) : raw.sqlite3_bind_int64(handle, ++column, id));
        return this;
    }

    /// <summary>Runs with what was added, and is ready for the next row.</summary>
    public void Run()
    {
        column = 0;
        int code = raw.sqlite3_step(handle);
        _ = raw.sqlite3_reset(handle);
        if (code != raw.SQLITE_DONE)
        {
            Check(code);
        }
    }

    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new Microsoft.Data.Sqlite.SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), code & 0xFF, code);
        }
    }
}
