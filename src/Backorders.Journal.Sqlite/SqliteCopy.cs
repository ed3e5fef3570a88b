using SQLitePCL;

namespace Backorders.Journal.Sqlite;

/// <summary>
/// A copy of the whole store that is being made, some pages at a time. Used by the store's thread alone: what this connection appends meanwhile goes into the
/// copy as well, so that it never has to begin again (sqlite.org/c3ref/backup_finish.html, "If the source database is modified by the same connection").
/// </summary>
internal sealed class SqliteCopy : IDisposable
{
    private readonly SqliteDatabase target;
    private readonly sqlite3_backup backup;
    private bool disposed;

    /// <exception cref="JournalCopyException">The target cannot be written.</exception>
    public SqliteCopy(SqliteDatabase source, string path)
    {
        SqliteDatabase? opened = null;
        try
        {
            source.Reach("copy-open");
            target = opened = new(path, null);

            // The file is thrown away when anything fails, and made durable at its end by whoever asked for it, not on the store's thread.
            target.Execute("copy-setup", "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
            backup = source.CopyTo(target) ?? throw target.LastFailure("copy-begin");
        }
        catch (SqliteFailure e)
        {
            opened?.Dispose();
            throw new JournalCopyException($"The copy {path} cannot be begun: {e.Message}", e);
        }
    }

    /// <summary>Copies some pages; true when that was the last of them.</summary>
    /// <param name="source">What is copied.</param>
    /// <param name="pages">How many.</param>
    /// <exception cref="JournalCopyException">A page could not be read or written. The store itself is not concerned.</exception>
    public bool Step(SqliteDatabase source, int pages)
    {
        try
        {
            source.Reach("copy-step");
            int code = raw.sqlite3_backup_step(backup, pages);
            return code switch
            {
                raw.SQLITE_OK => false,
                raw.SQLITE_DONE => true,
                _ => throw new SqliteFailure(code, "copy-step", raw.sqlite3_errstr(code).utf8_to_string()),
            };
        }
        catch (SqliteFailure e)
        {
            throw new JournalCopyException($"The copy failed: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            _ = raw.sqlite3_backup_finish(backup);
            target.Dispose();
        }
    }
}
