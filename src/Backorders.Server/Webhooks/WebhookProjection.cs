using Backorders.Actors.Projections;
using Backorders.Domain.Ids;
using Backorders.Partners.Webhooks;

namespace Backorders.Server.Webhooks;

/// <summary>Deliveries of what happens in a warehouse, while it is served here. Each endpoint has a courier of its own, with a cursor of its own.</summary>
internal sealed class WebhookProjection(WebhookDispatcher dispatcher) : IProjection
{
    /// <inheritdoc/>
    public string Name => "webhooks";

    /// <inheritdoc/>
    public Task RunAsync(WarehouseId warehouse, CancellationToken served, CancellationToken cutOff) => dispatcher.ServeAsync(warehouse.Value, served);
}
