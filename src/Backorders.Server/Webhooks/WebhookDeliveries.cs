using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Server.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Webhooks;

/// <summary>Deliveries in a node's life. Their store is opened at the start, not before: the database has been looked at by then.</summary>
internal sealed class WebhookDeliveries(IServiceProvider services) : IHostedService
{
    private WebhookDispatcher? started;

    /// <summary>Reads the endpoints and begins to deliver.</summary>
    /// <exception cref="NodeStartException">Their store cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            WebhookDispatcher dispatcher = services.GetRequiredService<WebhookDispatcher>();
            await dispatcher.StartAsync().ConfigureAwait(false);
            started = dispatcher;
        }
        catch (WebhookStoreException e)
        {
            throw new NodeStartException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => started?.StopAsync() ?? Task.CompletedTask;
}
