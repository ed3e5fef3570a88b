namespace Backorders.Webhooks;

/// <summary>A store in memory: gone when the process ends. For tests, and for nodes whose journal is in memory too.</summary>
public sealed class MemoryWebhookStore : IWebhookStore
{
    private readonly Lock gate = new();
    private readonly List<WebhookEndpoint> endpoints = [];
    private readonly Dictionary<(string Endpoint, string Warehouse), DeliveryPosition> positions = [];
    private readonly List<DeadLetter> letters = [];

    /// <inheritdoc/>
    public ValueTask<(IReadOnlyList<WebhookEndpoint> Endpoints, IReadOnlyList<DeliveryPosition> Positions)> LoadAsync()
    {
        lock (gate)
        {
            return new(([.. endpoints], [.. positions.Values]));
        }
    }

    /// <inheritdoc/>
    public ValueTask PutAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(positions);
        lock (gate)
        {
            int at = endpoints.FindIndex(e => e.Id == endpoint.Id);
            if (at < 0)
            {
                endpoints.Add(endpoint);
            }
            else
            {
                endpoints[at] = endpoint;
            }

            foreach (DeliveryPosition position in positions)
            {
                this.positions[(position.EndpointId, position.Warehouse)] = position;
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask PutAsync(DeliveryPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        lock (gate)
        {
            Put(position);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string endpointId)
    {
        lock (gate)
        {
            endpoints.RemoveAll(e => e.Id == endpointId);
            letters.RemoveAll(l => l.EndpointId == endpointId);
            foreach ((string Endpoint, string Warehouse) key in positions.Keys.Where(k => k.Endpoint == endpointId).ToArray())
            {
                positions.Remove(key);
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask SetAsideAsync(DeadLetter letter, DeliveryPosition position)
    {
        ArgumentNullException.ThrowIfNull(letter);
        ArgumentNullException.ThrowIfNull(position);
        lock (gate)
        {
            letters.RemoveAll(l => l.EndpointId == letter.EndpointId && l.MessageId == letter.MessageId);
            letters.Add(letter);
            Put(position);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string endpointId, int skip, int take)
    {
        lock (gate)
        {
            return new([.. letters.Where(l => l.EndpointId == endpointId).Skip(skip).Take(take)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<DeadLetter?> FindDeadLetterAsync(string endpointId, string messageId)
    {
        lock (gate)
        {
            return new(letters.Find(l => l.EndpointId == endpointId && l.MessageId == messageId));
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> CountDeadLettersAsync(string endpointId)
    {
        lock (gate)
        {
            return new(letters.Count(l => l.EndpointId == endpointId));
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveDeadLetterAsync(string endpointId, string messageId)
    {
        lock (gate)
        {
            letters.RemoveAll(l => l.EndpointId == endpointId && l.MessageId == messageId);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private void Put(DeliveryPosition position)
    {
        if (endpoints.Exists(e => e.Id == position.EndpointId))
        {
            positions[(position.EndpointId, position.Warehouse)] = position;
        }
    }
}
