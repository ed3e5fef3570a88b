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

    [LoggerMessage(2003, LogLevel.Information, "Store {Path} was copied to {Copy}: {Bytes} bytes")]
    private partial void StoreCopied(string path, string copy, long bytes);

    [LoggerMessage(2004, LogLevel.Warning, "Store {Path} could not be copied to {Copy}; the store itself goes on")]
    private partial void CopyFailed(string path, string copy, Exception failure);
}
