namespace Backorders.Webhooks.Tests;

/// <summary>A store that fails when a test says so, before or after it has done what it was asked to.</summary>
internal sealed class BrokenStore(IWebhookStore inner) : IWebhookStore
{
    /// <summary>Called before each position is stored; what it throws is what the disk did.</summary>
    public Action<DeliveryPosition>? OnPosition { get; set; }

    public ValueTask<(IReadOnlyList<WebhookEndpoint> Endpoints, IReadOnlyList<DeliveryPosition> Positions)> LoadAsync() => inner.LoadAsync();

    public ValueTask PutAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions) => inner.PutAsync(endpoint, positions);

    public ValueTask PutAsync(DeliveryPosition position)
    {
        OnPosition?.Invoke(position);
        return inner.PutAsync(position);
    }

    public ValueTask DeleteAsync(string endpointId) => inner.DeleteAsync(endpointId);

    public ValueTask SetAsideAsync(DeadLetter letter, DeliveryPosition position) => inner.SetAsideAsync(letter, position);

    public ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string endpointId, int skip, int take) => inner.ListDeadLettersAsync(endpointId, skip, take);

    public ValueTask<DeadLetter?> FindDeadLetterAsync(string endpointId, string messageId) => inner.FindDeadLetterAsync(endpointId, messageId);

    public ValueTask<int> CountDeadLettersAsync(string endpointId) => inner.CountDeadLettersAsync(endpointId);

    public ValueTask RemoveDeadLetterAsync(string endpointId, string messageId) => inner.RemoveDeadLetterAsync(endpointId, messageId);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
