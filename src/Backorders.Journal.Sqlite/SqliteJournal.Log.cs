using Microsoft.Extensions.Logging;

namespace Backorders.Journal.Sqlite;

public sealed partial class SqliteJournal
{
    [LoggerMessage(2000, LogLevel.Information, "Store {Path} is open")]
    private partial void StoreOpened(string path);

    [LoggerMessage(2001, LogLevel.Error, "Store {Path} failed at an append and is closed; the outcome is unknown: {OutcomeUnknown}")]
    private partial void AppendFailed(string path, bool outcomeUnknown, Exception failure);

    [LoggerMessage(2002, LogLevel.Error, "Store {Path} failed and is closed")]
    private partial void CallFailed(string path, Exception failure);
}
