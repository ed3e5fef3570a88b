namespace Backorders.Journal.Sqlite;

/// <summary>SQLite said no.</summary>
internal sealed class SqliteFailure(int code, string operation, string message) : Exception($"{operation}: {message} (SQLite code {code})")
{
    private const int busy = 5;
    private const int locked = 6;
    private const int notADatabase = 26;

    /// <summary>The extended result code: sqlite.org/rescode.html.</summary>
    public int Code { get; } = code;

    public bool IsBusy => (Code & 0xFF) is busy or locked;

    public bool IsNotADatabase => (Code & 0xFF) == notADatabase;
}
