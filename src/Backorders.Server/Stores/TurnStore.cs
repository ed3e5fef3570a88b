using Backorders.Actors.Storage;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Stores;

/// <summary>The store of turns in a node's life: looked at before anything listens, closed when nobody writes any more.</summary>
internal sealed class TurnStore(ITurnStore store, NodeOptions options, NodeClock clock) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => NodeDatabase.CheckAsync(store, options, clock, cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken) => await store.DisposeAsync().ConfigureAwait(false);
}
