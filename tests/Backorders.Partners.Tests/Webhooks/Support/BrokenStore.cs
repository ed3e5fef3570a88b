using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>A store that fails when a test says so, before or after it has done what it was asked to.</summary>
internal sealed class BrokenStore(IWebhookStore inner) : IWebhookStore
{
    /// <summary>Called before each position is stored; what it throws is what the disk did.</summary>
    public Action<DeliveryPosition>? OnPosition { get; set; }

    /// <summary>Called after each position that was taken.</summary>
    public Action<DeliveryPosition>? AfterPosition { get; set; }

    public bool IsShared => inner.IsShared;

    public ValueTask<long> ReadGenerationAsync() => inner.ReadGenerationAsync();

    public ValueTask<(WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions)?> FindAsync(string endpointId) => inner.FindAsync(endpointId);

    public ValueTask<(IReadOnlyList<WebhookEndpoint> Endpoints, IReadOnlyList<DeliveryPosition> Positions)> LoadAsync() => inner.LoadAsync();

    public ValueTask<bool> PutAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions) => inner.PutAsync(endpoint, positions);

    public async ValueTask<bool> PutAsync(DeliveryPosition position)
    {
        OnPosition?.Invoke(position);
        bool taken = await inner.PutAsync(position);
        if (taken)
        {
            AfterPosition?.Invoke(position);
        }

        return taken;
    }

    public ValueTask DeleteAsync(string endpointId) => inner.DeleteAsync(endpointId);

    public ValueTask<bool> SetAsideAsync(DeadLetter letter, DeliveryPosition position) => inner.SetAsideAsync(letter, position);

    public ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string endpointId, int skip, int take) => inner.ListDeadLettersAsync(endpointId, skip, take);

    public ValueTask<DeadLetter?> FindDeadLetterAsync(string endpointId, string messageId) => inner.FindDeadLetterAsync(endpointId, messageId);

    public ValueTask<int> CountDeadLettersAsync(string endpointId) => inner.CountDeadLettersAsync(endpointId);

    public ValueTask RemoveDeadLetterAsync(string endpointId, string messageId) => inner.RemoveDeadLetterAsync(endpointId, messageId);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
