using Backorders.Partners.Webhooks.Delivery;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;

namespace Backorders.Partners.Webhooks;

public sealed partial class WebhookDispatcher
{
    /// <summary>Couriers of other nodes move positions all the time; the time between reading and storing is short beside that.</summary>
    private const int ChangeAttemptsMax = 10;

    /// <summary>Adds an endpoint. One that is there already under the same id is left as it is and returned.</summary>
    /// <param name="endpoint">What was asked for.</param>
    /// <param name="from">Where it begins, for each of its warehouses.</param>
    /// <returns>The endpoint; null when its owner has as many as it may.</returns>
    /// <exception cref="WebhookStoreException">It could not be stored; it does not exist.</exception>
    public async Task<WebhookEndpoint?> CreateAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> from)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(from);
        await changes.WaitAsync().ConfigureAwait(false);
        try
        {
            await ReadChangesAsync().ConfigureAwait(false);
            if (Find(endpoint.Id) is { } existing)
            {
                return existing;
            }

            if (endpoints.Values.Count(r => r.Endpoint.Owner == endpoint.Owner) >= options.EndpointsPerOwnerMax)
            {
                return null;
            }

            if (!await store.PutAsync(endpoint, from).ConfigureAwait(false))
            {
                // The same request went to two nodes at once.
                await ReadChangesAsync().ConfigureAwait(false);
                return Find(endpoint.Id) ?? throw ChangedByOthers(endpoint.Id);
            }

            EndpointRuntime runtime = new(endpoint.Stored(), [.. from.Select(p => new Courier(host, p.Stored()))]);
            endpoints[endpoint.Id] = runtime;
            StartCouriers(runtime);
            return endpoint;
        }
        finally
        {
            changes.Release();
        }
    }

    /// <summary>Changes an endpoint, or where it stands.</summary>
    /// <param name="id">Which.</param>
    /// <param name="change">Gets what there is, and gives what shall be; positions left out are dropped.</param>
    /// <returns>What there is now; null when there is none of that id.</returns>
    /// <exception cref="WebhookStoreException">It could not be stored; all is as it was.</exception>
    public async Task<WebhookEndpoint?> ChangeAsync(
        string id, Func<WebhookEndpoint, IReadOnlyList<DeliveryPosition>, (WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions)> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        await changes.WaitAsync().ConfigureAwait(false);
        try
        {
            await ReadChangesAsync().ConfigureAwait(false);
            if (!endpoints.TryGetValue(id, out EndpointRuntime? runtime))
            {
                return null;
            }

            await runtime.StopAsync().ConfigureAwait(false);
            try
            {
                for (int attempt = 0; attempt < ChangeAttemptsMax; attempt++)
                {
                    if (await ReadAsync(runtime, inDoubt: attempt > 0).ConfigureAwait(false) is not { } now)
                    {
                        return null;
                    }

                    if (await TryChangeAsync(runtime, now.Endpoint, now.Stored, change(now.Endpoint, now.Positions)).ConfigureAwait(false))
                    {
                        return runtime.Endpoint;
                    }
                }

                throw ChangedByOthers(id);
            }
            finally
            {
                StartCouriers(runtime);
            }
        }
        finally
        {
            changes.Release();
        }
    }

    /// <summary>Stores what was changed in the place of what was read; false when that is not there any more.</summary>
    private async Task<bool> TryChangeAsync(
        EndpointRuntime runtime, WebhookEndpoint read, IReadOnlyList<DeliveryPosition> stored, (WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions) changed)
    {
        WebhookEndpoint endpoint = changed.Endpoint with { Version = read.Version };
        DeliveryPosition[] positions = [.. changed.Positions.Select(p => p with { Version = stored.FirstOrDefault(s => s.Warehouse == p.Warehouse)?.Version ?? 0 })];
        DeliveryPosition[] moved = [.. positions.Where(p => !stored.Contains(p))];
        if (!await store.PutAsync(endpoint, moved).ConfigureAwait(false))
        {
            return false;
        }

        (runtime.Endpoint, runtime.Couriers) = (endpoint.Stored(), [.. positions.Select(p => new Courier(host, moved.Contains(p) ? p.Stored() : p))]);
        return true;
    }

    private static WebhookStoreException ChangedByOthers(string id) => new($"Endpoint {id} is being changed through other nodes at the same time; try again.", null);

    /// <summary>Stops deliveries because somebody asked for it.</summary>
    public Task<WebhookEndpoint?> SuspendAsync(string id) => ChangeAsync(id, (endpoint, positions) => (
        endpoint.Suspended != SuspensionReason.None
            ? endpoint
            : endpoint with { Suspended = SuspensionReason.Asked, SuspendedAt = time.GetUtcNow(), SuspendedBecause = string.Empty },
        positions));

    /// <summary>Goes on from the cursors, with a new retry window.</summary>
    public Task<WebhookEndpoint?> ResumeAsync(string id) => ChangeAsync(id, (endpoint, positions) => (
        endpoint with { Suspended = SuspensionReason.None, SuspendedAt = null, SuspendedBecause = string.Empty },
        [.. positions.Select(p => p with { Attempts = 0, Rejections = 0, FirstFailedAt = null, NextTryAt = null, SetAsideInRow = 0 })]));

    /// <summary>Moves an endpoint to a cursor of a warehouse: everything after it is delivered (again). False in vain: no such endpoint or warehouse.</summary>
    public async Task<bool> MoveAsync(string id, string warehouse, long cursor)
    {
        bool found = false;
        await ChangeAsync(id, (endpoint, positions) => (endpoint, [.. positions.Select(p =>
        {
            found |= p.Warehouse == warehouse;
            return p.Warehouse == warehouse ? new DeliveryPosition(id, warehouse, cursor) : p;
        })])).ConfigureAwait(false);
        return found;
    }

    /// <summary>Gives an endpoint a new secret; the same request gives the same one again.</summary>
    /// <param name="id">Which.</param>
    /// <param name="request">Names the request.</param>
    /// <param name="overlap">How long the old one is good.</param>
    public Task<WebhookEndpoint?> RotateAsync(string id, string request, TimeSpan overlap) => ChangeAsync(id, (endpoint, positions) =>
    {
        if (endpoint.RotatedBy == request)
        {
            return (endpoint, positions);
        }

        // Two at most: the one before the present one is what receivers may still have; older ones ended their overlap by being replaced again.
        WebhookSecret fresh = new(WebhookSignature.NewSecret(), null);
        WebhookSecret old = endpoint.Secrets[0] with { Until = time.GetUtcNow() + overlap };
        return (endpoint with { Secrets = overlap > TimeSpan.Zero ? [fresh, old] : [fresh], RotatedBy = request }, positions);
    });

    /// <summary>Ends deliveries and forgets everything about an endpoint.</summary>
    /// <exception cref="WebhookStoreException">It could not be removed; it is still there.</exception>
    public async Task<bool> DeleteAsync(string id)
    {
        await changes.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!endpoints.TryGetValue(id, out EndpointRuntime? runtime))
            {
                return false;
            }

            await runtime.StopAsync().ConfigureAwait(false);
            try
            {
                await store.DeleteAsync(id).ConfigureAwait(false);
            }
            catch
            {
                StartCouriers(runtime);
                throw;
            }

            endpoints.TryRemove(id, out _);
            return true;
        }
        finally
        {
            changes.Release();
        }
    }

    /// <summary>Sends a ping now, once, whether the endpoint is suspended or not.</summary>
    public async Task<DeliveryAttempt?> PingAsync(string id, CancellationToken cancellation)
    {
        if (endpoints.GetValueOrDefault(id) is not { } runtime)
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        string message = "msg_" + Guid.NewGuid().ToString("N");
        SendResult result = await sender.SendAsync(runtime.Endpoint, message, DeliveryBatch.Ping(runtime.Endpoint, now), cancellation).ConfigureAwait(false);
        DeliveryAttempt attempt = new(message, string.Empty, 0, 0, now, 1, result.Outcome, result.HttpStatus, result.Error, result.Duration);
        runtime.Note(attempt, options.DeliveriesKept);
        return attempt;
    }

    /// <summary>Sends one dead letter again, now, once, with the id it had; when it is taken, it is forgotten. Null when there is none.</summary>
    /// <exception cref="WebhookStoreException">The store failed; it may come once more.</exception>
    public async Task<DeliveryAttempt?> ResendAsync(string id, string messageId, CancellationToken cancellation)
    {
        if (endpoints.GetValueOrDefault(id) is not { } runtime || await store.FindDeadLetterAsync(id, messageId).ConfigureAwait(false) is not { } letter)
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        SendResult result = await sender.SendAsync(runtime.Endpoint, letter.MessageId, letter.Body, cancellation).ConfigureAwait(false);
        DeliveryAttempt attempt = new(
            letter.MessageId, letter.Warehouse, letter.Cursor, letter.Cursor, now, letter.Attempts + 1, result.Outcome, result.HttpStatus, result.Error, result.Duration);
        runtime.Note(attempt, options.DeliveriesKept);
        if (result.Outcome == DeliveryOutcome.Delivered)
        {
            await store.RemoveDeadLetterAsync(id, messageId).ConfigureAwait(false);
        }

        return attempt;
    }

    /// <summary>
    /// A courier's endpoint fails: its couriers are asked to end, and the reason is stored. Waits with the courier's own token, which a change that is under way
    /// has cancelled: then that change decides.
    /// </summary>
    private async Task SuspendForCourierAsync(WebhookEndpoint endpoint, SuspensionReason reason, string because, CancellationToken cancellation)
    {
        await changes.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!endpoints.TryGetValue(endpoint.Id, out EndpointRuntime? runtime) || runtime.Endpoint.Suspended != SuspensionReason.None)
            {
                return;
            }

            WebhookEndpoint suspended = runtime.Endpoint with { Suspended = reason, SuspendedAt = time.GetUtcNow(), SuspendedBecause = because };
            if (!await store.PutAsync(suspended, []).ConfigureAwait(false))
            {
                // Changed through another node, or stored before without a word: what is there decides, and another node's change is taken over with the next reading.
                if (await store.FindAsync(endpoint.Id).ConfigureAwait(false) is { Endpoint: { Suspended: not SuspensionReason.None } there })
                {
                    runtime.Endpoint = there;
                    runtime.RequestStop();
                }

                return;
            }

            runtime.Endpoint = suspended.Stored();
            runtime.RequestStop();
            LogSuspended(endpoint.Id, reason, because);
        }
        finally
        {
            changes.Release();
        }
    }
}
