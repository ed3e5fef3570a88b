using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Server.Security.Secrets;

namespace Backorders.Server.Stores;

/// <summary>A store of webhooks in which the secrets that deliveries are signed with are encrypted, each bound to its endpoint. Who uses the store sees them as they are.</summary>
internal sealed class SealedWebhookStore(IWebhookStore inner, SecretBox box) : IWebhookStore
{
    /// <summary>The store itself; its copies hold secrets as it does.</summary>
    public IWebhookStore Inner => inner;

    /// <inheritdoc/>
    public bool IsShared => inner.IsShared;

    /// <summary>Encrypts what stands in the clear or under an older key. Another node may do so at the same time.</summary>
    /// <returns>How many endpoints were written.</returns>
    /// <exception cref="SecretKeyException">A secret cannot be decrypted.</exception>
    /// <exception cref="WebhookStoreException">The store cannot be used.</exception>
    public async Task<int> SealAllAsync()
    {
        int written = 0;
        foreach (WebhookEndpoint stored in (await inner.LoadAsync().ConfigureAwait(false)).Endpoints)
        {
            WebhookEndpoint open = Open(stored);
            if (stored.Secrets.Any(s => !box.IsCurrent(s.Text)) && await inner.PutAsync(Seal(open), []).ConfigureAwait(false))
            {
                written++; // one that was not taken has just been written by another node, which encrypts too
            }
        }

        return written;
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadGenerationAsync() => inner.ReadGenerationAsync();

    /// <inheritdoc/>
    public async ValueTask<(WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions)?> FindAsync(string endpointId) =>
        await inner.FindAsync(endpointId).ConfigureAwait(false) is { } found ? (Told(found.Endpoint), found.Positions) : null;

    /// <inheritdoc/>
    public async ValueTask<(IReadOnlyList<WebhookEndpoint> Endpoints, IReadOnlyList<DeliveryPosition> Positions)> LoadAsync()
    {
        (IReadOnlyList<WebhookEndpoint> endpoints, IReadOnlyList<DeliveryPosition> positions) = await inner.LoadAsync().ConfigureAwait(false);
        return ([.. endpoints.Select(Told)], positions);
    }

    /// <inheritdoc/>
    public ValueTask<bool> PutAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return inner.PutAsync(Seal(endpoint), positions);
    }

    /// <inheritdoc/>
    public ValueTask<bool> PutAsync(DeliveryPosition position) => inner.PutAsync(position);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string endpointId) => inner.DeleteAsync(endpointId);

    /// <inheritdoc/>
    public ValueTask<bool> SetAsideAsync(DeadLetter letter, DeliveryPosition position) => inner.SetAsideAsync(letter, position);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string endpointId, int skip, int take) => inner.ListDeadLettersAsync(endpointId, skip, take);

    /// <inheritdoc/>
    public ValueTask<DeadLetter?> FindDeadLetterAsync(string endpointId, string messageId) => inner.FindDeadLetterAsync(endpointId, messageId);

    /// <inheritdoc/>
    public ValueTask<int> CountDeadLettersAsync(string endpointId) => inner.CountDeadLettersAsync(endpointId);

    /// <inheritdoc/>
    public ValueTask RemoveDeadLetterAsync(string endpointId, string messageId) => inner.RemoveDeadLetterAsync(endpointId, messageId);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static string PlaceOf(WebhookEndpoint endpoint) => $"webhook_endpoint\n{endpoint.Id}";

    private WebhookEndpoint Seal(WebhookEndpoint endpoint) => endpoint with { Secrets = [.. endpoint.Secrets.Select(s => s with { Text = box.Seal(s.Text, PlaceOf(endpoint)) })] };

    private WebhookEndpoint Open(WebhookEndpoint endpoint) => endpoint with { Secrets = [.. endpoint.Secrets.Select(s => s with { Text = box.Open(s.Text, PlaceOf(endpoint)) })] };

    /// <summary>As it is for who uses the store: a node with a newer key may have written it meanwhile.</summary>
    private WebhookEndpoint Told(WebhookEndpoint endpoint)
    {
        try
        {
            return Open(endpoint);
        }
        catch (SecretKeyException e)
        {
            throw new WebhookStoreException($"The secret of webhook endpoint {endpoint.Id} cannot be read. {e.Message}", e);
        }
    }
}
