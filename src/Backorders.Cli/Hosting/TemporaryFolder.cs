namespace Backorders.Cli.Hosting;

/// <summary>A folder for a store that nobody wants to keep.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("backorders-").FullName;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // What is left there does no harm.
        }
    }
}
