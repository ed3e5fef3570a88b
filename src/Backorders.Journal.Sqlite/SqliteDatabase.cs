using SQLitePCL;

namespace Backorders.Journal.Sqlite;

/// <summary>One open connection. Used by one thread.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 handle;
    private readonly Action<string>? faultPoint;
    private readonly HashSet<SqliteStatement> statements = [];

    static SqliteDatabase() => Batteries_V2.Init();

    /// <param name="path">The file; made when it is not there.</param>
    /// <param name="faultPoint">Called before everything that may touch the disk, with its name; what it throws stands for what the disk did.</param>
    /// <exception cref="SqliteFailure">It cannot be opened.</exception>
    public SqliteDatabase(string path, Action<string>? faultPoint)
    {
        this.faultPoint = faultPoint;
        faultPoint?.Invoke("open");
        int code = raw.sqlite3_open_v2(path, out handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            SqliteFailure failure = Failure(code, "open");
            handle.Dispose();
            throw failure;
        }

        _ = raw.sqlite3_extended_result_codes(handle, 1);
    }

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    public SqliteStatement Prepare(string name, string sql)
    {
        int code = raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt statement);
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code, name);
        }

        SqliteStatement prepared = new(this, name, statement);
        statements.Add(prepared);
        return prepared;
    }

    /// <summary>Runs statements that give no rows, or whose rows do not matter.</summary>
    public void Execute(string name, string sql)
    {
        Reach(name);
        int code = raw.sqlite3_exec(handle, sql);
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code, name);
        }
    }

    /// <summary>The first column of the first row.</summary>
    public long QueryInt64(string name, string sql)
    {
        using SqliteStatement statement = Prepare(name, sql);
        return statement.Step() ? statement.GetInt64(0) : 0;
    }

    /// <summary>Begins to copy all of it into another one, page by page; null when that cannot be, and the other one's failure says why.</summary>
    public sqlite3_backup? CopyTo(SqliteDatabase target) => raw.sqlite3_backup_init(target.handle, "main", handle, "main");

    /// <summary>A statement is done with before its database is.</summary>
    public void Forget(SqliteStatement statement) => statements.Remove(statement);

    public void Reach(string name) => faultPoint?.Invoke(name);

    /// <summary>What the last call that failed said.</summary>
    public SqliteFailure LastFailure(string name) => Failure(raw.sqlite3_extended_errcode(handle), name);

    public SqliteFailure Failure(int code, string name) => new(code, name, raw.sqlite3_errmsg(handle).utf8_to_string());

    public void Dispose()
    {
        foreach (SqliteStatement statement in statements.ToArray())
        {
            statement.Dispose();
        }

        // An open transaction is rolled back by the close.
        handle.Dispose();
    }
}
