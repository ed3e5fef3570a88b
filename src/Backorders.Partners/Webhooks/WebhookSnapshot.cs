using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Webhooks;

/// <summary>An endpoint as it is now.</summary>
/// <param name="Endpoint">What was set.</param>
/// <param name="Positions">Where it stands, warehouse by warehouse.</param>
/// <param name="DeadLetters">How many wait to be sent again.</param>
public sealed record WebhookSnapshot(WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions, int DeadLetters);
