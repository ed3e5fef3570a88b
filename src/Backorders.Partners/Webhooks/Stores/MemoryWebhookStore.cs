using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Webhooks.Stores;

/// <summary>A store in memory: gone when the process ends. For tests, and for nodes whose journal is in memory too.</summary>
/// <param name="isShared">Whether several nodes of one process use it.</param>
public sealed class MemoryWebhookStore(bool isShared = false) : IWebhookStore
{
    private readonly Lock gate = new();
    private readonly List<WebhookEndpoint> endpoints = [];
    private readonly Dictionary<(string Endpoint, string Warehouse), DeliveryPosition> positions = [];
    private readonly List<DeadLetter> letters = [];
    private long generation;

    /// <inheritdoc/>
    public bool IsShared => isShared;

    /// <inheritdoc/>
    public ValueTask<long> ReadGenerationAsync()
    {
        lock (gate)
        {
            return new(isShared ? generation : 0);
        }
    }

    /// <inheritdoc/>
    public ValueTask<(IReadOnlyList<WebhookEndpoint> Endpoints, IReadOnlyList<DeliveryPosition> Positions)> LoadAsync()
    {
        lock (gate)
        {
            return new(([.. endpoints], [.. positions.Values]));
        }
    }

    /// <inheritdoc/>
    public ValueTask<(WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions)?> FindAsync(string endpointId)
    {
        lock (gate)
        {
            return endpoints.Find(e => e.Id == endpointId) is { } endpoint
                ? new((endpoint, [.. positions.Values.Where(p => p.EndpointId == endpointId)]))
                : default;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> PutAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(positions);
        lock (gate)
        {
            int at = endpoints.FindIndex(e => e.Id == endpoint.Id);
            if ((at < 0 ? 0 : endpoints[at].Version) != endpoint.Version || !positions.All(IsTheOneRead))
            {
                return new(false);
            }

            if (at < 0)
            {
                endpoints.Add(endpoint.Stored());
            }
            else
            {
                endpoints[at] = endpoint.Stored();
            }

            foreach (DeliveryPosition position in positions)
            {
                this.positions[(position.EndpointId, position.Warehouse)] = position.Stored();
            }

            Remove(p => p.EndpointId == endpoint.Id && !endpoint.Warehouses.Contains(p.Warehouse));
            generation++;
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> PutAsync(DeliveryPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        lock (gate)
        {
            return new(Put(position));
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string endpointId)
    {
        lock (gate)
        {
            endpoints.RemoveAll(e => e.Id == endpointId);
            letters.RemoveAll(l => l.EndpointId == endpointId);
            Remove(p => p.EndpointId == endpointId);
            generation++;
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<bool> SetAsideAsync(DeadLetter letter, DeliveryPosition position)
    {
        ArgumentNullException.ThrowIfNull(letter);
        ArgumentNullException.ThrowIfNull(position);
        lock (gate)
        {
            if (!Put(position))
            {
                return new(false);
            }

            letters.RemoveAll(l => l.EndpointId == letter.EndpointId && l.MessageId == letter.MessageId);
            letters.Add(letter);
            return new(true);
        }
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

    private bool Put(DeliveryPosition position)
    {
        if (!endpoints.Exists(e => e.Id == position.EndpointId) || !IsTheOneRead(position))
        {
            return false;
        }

        positions[(position.EndpointId, position.Warehouse)] = position.Stored();
        return true;
    }

    private bool IsTheOneRead(DeliveryPosition position) => (positions.GetValueOrDefault((position.EndpointId, position.Warehouse))?.Version ?? 0) == position.Version;

    private void Remove(Func<DeliveryPosition, bool> gone)
    {
        foreach (KeyValuePair<(string, string), DeliveryPosition> position in positions.Where(p => gone(p.Value)).ToArray())
        {
            positions.Remove(position.Key);
        }
    }
}
