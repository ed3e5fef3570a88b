using Backorders.Server.Common;

namespace Backorders.Server.Security;

/// <summary>
/// Held by who changes a key file or makes a local authority, over all processes that can reach the file: nodes at their first start, and operators. Readers need none, for the file is replaced as a
/// whole.
/// </summary>
internal static class KeyFileLock
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);
    private const int TriesMax = 500;

    /// <summary>Waits until nobody else holds it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="what">What the file is, for people.</param>
    /// <exception cref="NodeStartException">The folder cannot be written, or somebody has held it for long.</exception>
    public static async Task<IAsyncDisposable> TakeAsync(string path, CancellationToken cancellation, string what = "The key file")
    {
        string name = path + ".lock";
        for (int tries = 1; ; tries++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                return new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < TriesMax && File.Exists(name))
            {
                await Task.Delay(Between, TimeProvider.System, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new NodeStartException($"{what} {path} cannot be written: {e.Message}", e);
            }
        }
    }
}
