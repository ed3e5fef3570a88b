namespace Backorders.Webhooks;

/// <summary>
/// What webhooks must remember and what no journal can tell: endpoints with their secrets, how far each has been told, and what was set aside.
/// </summary>
/// <remarks>
/// <para>Every change is durable and whole when its task has ended; a change that fails has not happened, or nobody knows: it may be repeated, for all of them
/// set, put or remove by key. Nobody else changes the store meanwhile. Members may be called from any thread.</para>
/// <para>What is handed over is not changed afterwards, by either side. Cancellation does not interrupt a change.</para>
/// </remarks>
public interface IWebhookStore : IAsyncDisposable
{
    /// <summary>Everything but the dead letters: endpoints in the order of their making, and all positions.</summary>
    /// <exception cref="WebhookStoreException">The store cannot be used.</exception>
    ValueTask<(IReadOnlyList<WebhookEndpoint> Endpoints, IReadOnlyList<DeliveryPosition> Positions)> LoadAsync();

    /// <summary>Puts an endpoint, new or in place of the one with its id, together with positions.</summary>
    /// <exception cref="WebhookStoreException">It could not be stored.</exception>
    ValueTask PutAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions);

    /// <summary>Puts a position of an endpoint that is there; of one that is not, nothing happens.</summary>
    /// <exception cref="WebhookStoreException">It could not be stored.</exception>
    ValueTask PutAsync(DeliveryPosition position);

    /// <summary>Removes an endpoint with its positions and dead letters.</summary>
    /// <exception cref="WebhookStoreException">It could not be removed.</exception>
    ValueTask DeleteAsync(string endpointId);

    /// <summary>Sets a content aside and moves the position behind it, both or neither.</summary>
    /// <exception cref="WebhookStoreException">It could not be stored.</exception>
    ValueTask SetAsideAsync(DeadLetter letter, DeliveryPosition position);

    /// <summary>Dead letters of an endpoint in the order in which they were set aside.</summary>
    /// <exception cref="WebhookStoreException">They cannot be read.</exception>
    ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string endpointId, int skip, int take);

    /// <summary>A dead letter; null when there is none of that id.</summary>
    /// <exception cref="WebhookStoreException">It cannot be read.</exception>
    ValueTask<DeadLetter?> FindDeadLetterAsync(string endpointId, string messageId);

    /// <summary>How many dead letters an endpoint has.</summary>
    /// <exception cref="WebhookStoreException">They cannot be counted.</exception>
    ValueTask<int> CountDeadLettersAsync(string endpointId);

    /// <summary>Forgets a dead letter; nothing happens when it is gone already.</summary>
    /// <exception cref="WebhookStoreException">It could not be removed.</exception>
    ValueTask RemoveDeadLetterAsync(string endpointId, string messageId);
}
