namespace Backorders.Journal;

/// <summary>A journal whose store nobody else can read while it is open, so that it makes its own copies.</summary>
public interface ICopyableJournal : IJournal
{
    /// <summary>
    /// Copies the whole store into a new file while it goes on taking appends, and makes the file durable. The copy holds everything that was appended until
    /// shortly before the end. One copy at a time: a second one waits for the first.
    /// </summary>
    /// <param name="path">The file, which must not be there; its folder is made.</param>
    /// <param name="cancellation">Gives up; nothing is left behind.</param>
    /// <returns>The size of the copy in bytes.</returns>
    /// <exception cref="JournalCopyException">The file is there already, or cannot be written, or there is no room for it. The store is not concerned.</exception>
    /// <exception cref="JournalUnavailableException">The store itself cannot be used now.</exception>
    ValueTask<long> CopyToAsync(string path, CancellationToken cancellation);
}
