using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Webhooks.Stores;

/// <summary>
/// What webhooks must remember and what no journal can tell: endpoints with their secrets, how far each has been told, and what was set aside.
/// </summary>
/// <remarks>
/// <para>Every change is durable and whole when its task has ended; a change that fails has not happened, or nobody knows: it may be repeated, for all of them
/// set, put or remove by key. Members may be called from any thread.</para>
/// <para><b>Who changes what.</b> Several nodes may share a store. What is put carries the version that it was read with, and is taken only in the place of that very one (0: where there is
/// none), in one step with the change itself; it then bears the next version. So a node that has lost a warehouse and does not know it cannot move a cursor back, and of two changes
/// of an endpoint at once one is told to look again.</para>
/// <para>What is handed over is not changed afterwards, by either side. Cancellation does not interrupt a change.</para>
/// </remarks>
public interface IWebhookStore : IAsyncDisposable
{
    /// <summary>Whether other nodes may change it too.</summary>
    bool IsShared { get; }

    /// <summary>A number that rises whenever an endpoint is put or removed, by whomever; not with positions. Always 0 where nobody else can.</summary>
    /// <exception cref="WebhookStoreException">The store cannot be used.</exception>
    ValueTask<long> ReadGenerationAsync();

    /// <summary>An endpoint with its positions; null when there is none.</summary>
    /// <exception cref="WebhookStoreException">The store cannot be used.</exception>
    ValueTask<(WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions)?> FindAsync(string endpointId);

    /// <summary>Everything but the dead letters: endpoints in the order of their making, and all positions.</summary>
    /// <exception cref="WebhookStoreException">The store cannot be used.</exception>
    ValueTask<(IReadOnlyList<WebhookEndpoint> Endpoints, IReadOnlyList<DeliveryPosition> Positions)> LoadAsync();

    /// <summary>
    /// Puts an endpoint, new or in place of the one with its id, together with positions; positions of warehouses that it is not told of any more are removed, others stay.
    /// </summary>
    /// <returns>False when the endpoint or one of the positions is not the one that was read any more: nothing happened.</returns>
    /// <exception cref="WebhookStoreException">It could not be stored.</exception>
    ValueTask<bool> PutAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions);

    /// <summary>Puts a position of an endpoint that is there.</summary>
    /// <returns>False when it is not the one that was read any more, or the endpoint is gone: nothing happened.</returns>
    /// <exception cref="WebhookStoreException">It could not be stored.</exception>
    ValueTask<bool> PutAsync(DeliveryPosition position);

    /// <summary>Removes an endpoint with its positions and dead letters.</summary>
    /// <exception cref="WebhookStoreException">It could not be removed.</exception>
    ValueTask DeleteAsync(string endpointId);

    /// <summary>Sets a content aside and moves the position behind it, both or neither.</summary>
    /// <returns>False when the position is not the one that was read any more: nothing happened.</returns>
    /// <exception cref="WebhookStoreException">It could not be stored.</exception>
    ValueTask<bool> SetAsideAsync(DeadLetter letter, DeliveryPosition position);

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
