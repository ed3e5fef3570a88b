namespace Backorders.Actors.Storage.Sqlite;

/// <summary>Where the embedded store is and how it is kept.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>
    /// The journal's file; made when it is not there, its folder too. Required. It must lie on a local disk: file locks of network shares cannot be trusted. Snapshots stand
    /// beside it (<see cref="SnapshotPath"/>).
    /// </summary>
    public string Path { get; set; } = string.Empty;

    /// <summary>
    /// The longest page cache of a connection. Default 8,192 KiB: the upper levels of the tree and the tail; three or four connections are open. Zero is not allowed.
    /// </summary>
    public int CacheKilobytes { get; set; } = 8_192;

    /// <summary>
    /// Pages of 4 KiB in the write-ahead log at which it is moved into the file. Default 8,192 (32 MiB): rare enough to cost little, small enough to be done within a
    /// fraction of a second. Zero is not allowed, for the log would grow for ever.
    /// </summary>
    public int CheckpointPages { get; set; } = 8_192;

    /// <summary>The snapshots' file.</summary>
    public string SnapshotPath => System.IO.Path.ChangeExtension(Path, null) + "-snapshots" + System.IO.Path.GetExtension(Path);

    /// <summary>For tests: the journal's file may not grow beyond so many pages, as on a full disk. Zero: it may.</summary>
    internal int PagesMax { get; set; }

    /// <summary>Everything that is wrong with these options; empty when they can be used.</summary>
    public IReadOnlyList<string> Check()
    {
        List<string> wrong = [];
        if (string.IsNullOrWhiteSpace(Path))
        {
            wrong.Add("Path: name the journal's file.");
        }

        if (CacheKilobytes < 1)
        {
            wrong.Add($"CacheKilobytes: {CacheKilobytes} is less than 1.");
        }

        if (CheckpointPages < 1)
        {
            wrong.Add($"CheckpointPages: {CheckpointPages} is less than 1.");
        }

        return wrong;
    }
}
