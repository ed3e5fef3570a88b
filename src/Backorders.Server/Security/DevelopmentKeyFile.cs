using Backorders.Server.Common;
using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Security;

/// <summary>Makes the key file when it was not there.</summary>
internal sealed class DevelopmentKeyFile(NodeKeys keys, AuditLog audit) : IHostedService
{
    /// <summary>Writes the development keys' hashes.</summary>
    /// <exception cref="NodeStartException">The file cannot be written.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (keys is not { FileToMake: { } path })
        {
            return Task.CompletedTask;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            KeyFile.Write(path, keys.Keys);
            audit.DevelopmentKeyMade(KeyFile.DevelopmentOwner, path);
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"The key file {path} cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
