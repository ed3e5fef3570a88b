using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>What SQLite's errors mean, for a person. Codes: sqlite.org/rescode.html.</summary>
internal static class SqliteTrouble
{
    /// <summary>What a failed write means.</summary>
    public static StoreFailure Explain(Exception e, string path) => Innermost(e) is not SqliteException failure
        ? new(StoreFailureKind.Unknown, $"The write into {path} failed: {e.Message}")
        : failure.SqliteExtendedErrorCode switch
        {
            raw.SQLITE_CONSTRAINT_UNIQUE => new(StoreFailureKind.Overtaken, $"Another owner stored this row of {path} already."),
            raw.SQLITE_CONSTRAINT_TRIGGER when failure.Message.Contains("sealed", StringComparison.Ordinal) =>
                new(StoreFailureKind.Sealed, $"The warehouse's shard is sealed in {path}. 'backorders cluster unseal' opens it."),
            raw.SQLITE_CONSTRAINT_TRIGGER => new(StoreFailureKind.Overtaken, $"The journal {path} is not where its owner left it: {failure.Message}"),
            _ => new(IsBeforeCommit(failure) ? StoreFailureKind.Refused : StoreFailureKind.Unknown, Line(failure, path)),
        };

    /// <summary>One line for a start that cannot be: what is wrong, and what would be right.</summary>
    public static string Line(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => $"The disk of {path} is full; nothing was stored. Make room there.",
        raw.SQLITE_READONLY => $"The file {path} may not be written by this user. Give it the right, or name another file.",
        raw.SQLITE_CANTOPEN => $"The file {path} cannot be opened: {e.Message} Is its folder there, and may this user write into it?",
        raw.SQLITE_NOTADB => $"The file {path} is not a database, or its first page is damaged. Restore a backup, or name another file.",
        raw.SQLITE_CORRUPT => $"The file {path} is damaged: {e.Message} Restore a backup.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"Another process holds the file {path}. End it, and start again.",
        raw.SQLITE_IOERR => $"The disk of {path} failed: {e.Message}",
        _ => $"The store {path} failed: {e.Message}",
    };

    /// <summary>Whether SQLite itself undid the transaction, so that surely nothing of it was stored.</summary>
    private static bool IsBeforeCommit(SqliteException e) => e.SqliteErrorCode is
        raw.SQLITE_FULL or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_CONSTRAINT or raw.SQLITE_NOTADB;

    private static Exception Innermost(Exception e)
    {
        for (Exception? at = e; at is not null; at = at is AggregateException { InnerExceptions: [.., var last] } ? last : at.InnerException)
        {
            if (at is SqliteException)
            {
                return at;
            }
        }

        return e;
    }
}
