using Microsoft.Data.Sqlite;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>
/// A copy of the journal by SQLite's online backup (sqlite.org/backup.html). One step on a connection of its own: it reads one state of the file, and no row that comes
/// meanwhile makes it begin again.
/// </summary>
internal static class SqliteCopy
{
    /// <summary>A copy must leave the store this much room, in bytes: it usually lies on the same disk.</summary>
    private const long roomLeft = 64L * 1024 * 1024;

    /// <exception cref="JournalCopyException">The copy cannot be written.</exception>
    public static long Make(SqliteStoreOptions options, string path)
    {
        string part = path + ".part";
        try
        {
            Prepare(options.Path, path, part);
            Copy(options, part);
            FolderSync.FlushFile(part);
            File.Move(part, path, overwrite: false);
            FolderSync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new FileInfo(path).Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            if (File.Exists(part))
            {
                // Where the folder itself could not be made, deleting would fail and hide why.
                File.Delete(part);
            }

            throw new JournalCopyException($"The copy {path} cannot be written: {(e is SqliteException failure ? SqliteTrouble.Line(failure, part) : e.Message)}", e);
        }
    }

    private static void Copy(SqliteStoreOptions options, string part)
    {
        using SqliteConnection source = new SqliteHandles(options, isJournal: false).Open(
            new SqliteConnectionStringBuilder { DataSource = options.Path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        using SqliteConnection target = new(new SqliteConnectionStringBuilder { DataSource = part, Pooling = false }.ConnectionString);
        target.Open();
        source.BackupDatabase(target);
    }

    /// <summary>Makes the empty file, which is this user's alone, for it holds everything.</summary>
    private static void Prepare(string source, string path, string part)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        if (File.Exists(path))
        {
            throw new JournalCopyException($"The file {path} is there already; a copy replaces nothing. Use another name, or remove it.", null);
        }

        long needed = new[] { source, source + "-wal" }.Where(File.Exists).Sum(f => new FileInfo(f).Length) + roomLeft;
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < needed)
        {
            throw new JournalCopyException($"There is no room for a copy in {folder}: {free:N0} bytes are free, {needed:N0} are needed so that the store keeps some.", null);
        }

        FileStreamOptions how = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // What an earlier process left half done, when it was killed, begins anew.
        File.Delete(part);
        using FileStream made = new(part, how);
    }
}
