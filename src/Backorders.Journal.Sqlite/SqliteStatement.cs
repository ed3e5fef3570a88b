using SQLitePCL;

namespace Backorders.Journal.Sqlite;

/// <summary>A prepared statement: bind, step, reset.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, string name, sqlite3_stmt handle) : IDisposable
{
    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    /// <summary>The bytes are copied.</summary>
    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, string value)
    {
        Check(raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, ChainHash value)
    {
        Span<byte> bytes = stackalloc byte[ChainHash.Length];
        value.CopyTo(bytes);
        return Bind(index, bytes);
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        database.Reach(name);
        int code = raw.sqlite3_step(handle);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw database.Failure(code, name),
        };
    }

    /// <summary>Runs to the end and makes the statement ready for the next time.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    public void Reset() => _ = raw.sqlite3_reset(handle);

    public long GetInt64(int column) => raw.sqlite3_column_int64(handle, column);

    public string GetText(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>Good until the next step.</summary>
    public ReadOnlySpan<byte> GetBytes(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose()
    {
        database.Forget(this);
        handle.Dispose();
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw database.Failure(code, name);
        }
    }
}
