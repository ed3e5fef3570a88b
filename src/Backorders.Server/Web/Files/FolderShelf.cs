namespace Backorders.Server.Web.Files;

/// <summary>The shelf of a node with a data folder: a folder for each version.</summary>
/// <param name="folder">Made when it is not there; null for a node that keeps nothing.</param>
internal sealed class FolderShelf(string? folder) : IPageShelf
{
    /// <summary>An upgrade, one that was taken back, and three more: no browser runs an older page without having asked in between.</summary>
    private const int VersionsMax = 5;

    /// <inheritdoc/>
    public async Task KeepAsync(PageFiles files, CancellationToken cancellation)
    {
        if (folder is null)
        {
            return;
        }

        DirectoryInfo own = new(Path.Combine(folder, files.Version));
        foreach ((string path, PageFile file) in files.All)
        {
            string target = Path.Combine(own.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllBytesAsync(target, file.Content, cancellation).ConfigureAwait(false);
        }

        own.LastWriteTimeUtc = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (DirectoryInfo old in new DirectoryInfo(folder).EnumerateDirectories().OrderByDescending(d => d.LastWriteTimeUtc).Skip(VersionsMax))
        {
            old.Delete(recursive: true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<PageFile?> FindAsync(string version, string path, CancellationToken cancellation)
    {
        string? file = folder is null ? null : Path.Combine(folder, version, path);
        return file is not null && File.Exists(file)
            ? new PageFile(PageFile.TypeOf(path), await File.ReadAllBytesAsync(file, cancellation).ConfigureAwait(false))
            : null;
    }
}
