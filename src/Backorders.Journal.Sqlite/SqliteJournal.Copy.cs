using Backorders.Journal.Cluster;

namespace Backorders.Journal.Sqlite;

public sealed partial class SqliteJournal
{
    /// <summary>Pages that are copied between two appends: a megabyte at most takes a few milliseconds, which is how long an append waits for a copy.</summary>
    private const int copyPages = 256;

    /// <summary>Steps after which the copy so far is forced to the disk, off the store's thread: nothing piles up that an append would have to wait behind.</summary>
    private const int stepsBetweenFlushes = 64;

    /// <summary>A copy must leave the store this much room, in bytes: it usually lies on the same disk.</summary>
    private const long roomLeft = 64L * 1024 * 1024;

    private readonly SemaphoreSlim copying = new(1, 1);

    /// <inheritdoc/>
    public async ValueTask<long> CopyToAsync(string path, CancellationToken cancellation)
    {
        await copying.WaitAsync(cancellation);
        try
        {
            return await CopyAsync(path, path + ".part", cancellation);
        }
        catch (Exception e)
        {
            CopyFailed(options.Path, path, e);
            await AbandonAsync(path + ".part");
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new JournalCopyException($"The copy {path} cannot be written: {e.Message}", e);
            }

            throw;
        }
        finally
        {
            copying.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SoleShard>> ReadShardsAsync(CancellationToken cancellation) => await CallAsync(s => s.Seals.List(), cancellation);

    /// <inheritdoc/>
    public async ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation) => await CallAsync(s => s.Seals.Seal(shard, why), cancellation);

    /// <inheritdoc/>
    public async ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation) => await CallAsync(s => s.Seals.Unseal(shard), cancellation);

    private async Task<long> CopyAsync(string path, string part, CancellationToken cancellation)
    {
        Prepare(path, part);
        await CallAsync(s => Do(() => s.BeginCopy(part)), cancellation);
        for (int step = 1; !await CallAsync(StepCopy, cancellation); step++)
        {
            if (step % stepsBetweenFlushes == 0)
            {
                Flush(part);
            }
        }

        Flush(part);
        File.Move(part, path, overwrite: false);
        FolderSync.Flush(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        long bytes = new FileInfo(path).Length;
        StoreCopied(options.Path, path, bytes);
        return bytes;
    }

    private static bool StepCopy(SqliteStore store)
    {
        bool whole = store.StepCopy(copyPages);
        if (whole)
        {
            store.EndCopy();
        }

        return whole;
    }

    /// <summary>Makes the empty file, which is this user's alone, for it holds everything.</summary>
    private void Prepare(string path, string part)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        if (File.Exists(path))
        {
            throw new JournalCopyException($"The file {path} is there already; a copy replaces nothing. Use another name, or remove it.", null);
        }

        long needed = new[] { options.Path, options.Path + "-wal" }.Where(File.Exists).Sum(f => new FileInfo(f).Length) + roomLeft;
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

    private async Task AbandonAsync(string part)
    {
        try
        {
            await CallAsync(s => Do(s.EndCopy), CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            // A store that is closed has no copy under way.
        }

        if (File.Exists(part))
        {
            File.Delete(part);
        }
    }

    private static void Flush(string file)
    {
        using FileStream flushed = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        flushed.Flush(flushToDisk: true);
    }
}
