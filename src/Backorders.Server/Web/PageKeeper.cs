using Backorders.Server.Web.Files;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Web;

/// <summary>Puts this node's pages on the shelf when it starts. A shelf that fails is no reason not to serve: this node's own pages do not come from there.</summary>
internal sealed partial class PageKeeper(PageFiles files, IPageShelf shelf, ILogger<PageKeeper> logger) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await shelf.KeepAsync(files, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotKept(files.Version, e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
