using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Microsoft.Extensions.Logging;

namespace Backorders.Partners.Webhooks.Delivery;

/// <summary>What couriers work with.</summary>
internal sealed class CourierHost
{
    public required WebhookOptions Options { get; init; }

    public required IWebhookStore Store { get; init; }

    public required IWebhookFeed Feed { get; init; }

    public required WebhookSender Sender { get; init; }

    public required RetryPlan Retries { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Log { get; init; }

    public WebhookInstruments? Instruments { get; init; }

    /// <summary>Keeps a try to be looked at.</summary>
    public required Action<WebhookEndpoint, DeliveryAttempt> Note { get; init; }

    /// <summary>Suspends an endpoint on behalf of one of its couriers.</summary>
    public required Func<WebhookEndpoint, SuspensionReason, string, CancellationToken, Task> SuspendAsync { get; init; }
}
