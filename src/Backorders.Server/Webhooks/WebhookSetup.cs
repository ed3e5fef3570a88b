using Backorders.Actors.Storage.Postgres;
using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Delivery;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security.Secrets;
using Backorders.Server.Services;
using Backorders.Server.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Webhooks;

/// <summary>Webhooks of a node: the service, what feeds deliveries, and what delivers.</summary>
internal static class WebhookSetup
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services, NodeOptions options, NodeClock clock) => services
        .AddSingleton<EventFeed>().AddSingleton<WarehouseReach>().AddSingleton(provider => OpenStore(options, provider))
        .AddSingleton<IWebhookFeed, WebhookFeed>().AddSingleton<WebhookInstruments>().AddSingleton<WebhookAudit>().AddSingleton<WebhookProjection>().AddSingleton<WebhooksService>()
        .AddSingleton(provider => new WebhookDispatcher(
            options.Webhooks, provider.GetRequiredService<IWebhookStore>(), provider.GetRequiredService<IWebhookFeed>(), clock.Waiting,
            provider.GetRequiredService<ILogger<WebhookDispatcher>>(), provider.GetRequiredService<WebhookInstruments>(), Random.Shared.NextDouble))
        .AddSingleton<WebhookDeliveries>();

    private static IWebhookStore OpenStore(NodeOptions options, IServiceProvider provider)
    {
        try
        {
            return options.Journal switch
            {
                JournalKind.Memory => new MemoryWebhookStore(),
                JournalKind.Postgres => new SealedWebhookStore(
                    NodeDatabase.OpenWebhookStore(options, provider.GetRequiredService<PostgresTurnStoreOptions>()), provider.GetRequiredService<SecretBox>()),
                _ => new SealedWebhookStore(SqliteWebhookStore.Open(Path.Combine(options.DataDirectory, "webhooks.db")), provider.GetRequiredService<SecretBox>()),
            };
        }
        catch (WebhookStoreException e)
        {
            throw new NodeStartException(e.Message, e);
        }
    }
}
