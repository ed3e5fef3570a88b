namespace Backorders.Server.Web.Files;

/// <summary>
/// Keeps the files of every version of the pages that a node of this house has had lately. While nodes are replaced one by one, a browser may get its document from one and its files
/// from another; after a replacement it may still run the older code.
/// </summary>
internal interface IPageShelf
{
    /// <summary>Puts this node's files there, unless they are, and takes out versions that nobody has had for long.</summary>
    Task KeepAsync(PageFiles files, CancellationToken cancellation);

    /// <summary>A file of another version; null when it is not there.</summary>
    ValueTask<PageFile?> FindAsync(string version, string path, CancellationToken cancellation);
}
