namespace Backorders.Journal.Sqlite;

/// <summary>Where the store is and how it is kept.</summary>
public sealed class SqliteJournalOptions
{
    /// <summary>The database file; made when it is not there, its folder too. Required. It must lie on a local disk: file locks of network shares cannot be trusted.</summary>
    public string Path { get; set; } = string.Empty;

    /// <summary>Page size of a new file, in bytes. Default 4,096: a lonely turn then writes the least. Zero is not allowed; a power of two from 512 to 65,536.</summary>
    public int PageBytes { get; set; } = 4_096;

    /// <summary>Page cache. Default 32,768 KiB: the upper levels of the tree and the tail. Zero is not allowed.</summary>
    public int CacheKilobytes { get; set; } = 32_768;

    /// <summary>
    /// Pages in the write-ahead log at which it is moved into the file. Default 8,192 (32 MiB): rare enough to cost little, small enough to be done
    /// within a fraction of a second. Zero is not allowed, for the log would grow for ever.
    /// </summary>
    public int CheckpointPages { get; set; } = 8_192;

    /// <summary>Everything that is wrong with these options; empty when they can be used.</summary>
    public IReadOnlyList<string> Check()
    {
        List<string> wrong = [];
        if (string.IsNullOrWhiteSpace(Path))
        {
            wrong.Add("Path: name the database file.");
        }

        if (PageBytes is < 512 or > 65_536 || !System.Numerics.BitOperations.IsPow2(PageBytes))
        {
            wrong.Add($"PageBytes: {PageBytes} is not a power of two from 512 to 65,536.");
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
