using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Hosting;

/// <summary>The life of a node within another program: it leaves the process' signals alone.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
