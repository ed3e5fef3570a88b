using Backorders.Partners.Webhooks.Delivery;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;

namespace Backorders.Partners.Webhooks;

public sealed partial class WebhookDispatcher
{
    /// <summary>How often the store is asked what others have changed.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Delivers what happens in a warehouse for as long as it is served here. Those of a warehouse that leaves end at once, by themselves.</summary>
    /// <param name="warehouse">The warehouse, which has come.</param>
    /// <param name="served">Fires when it has left.</param>
    public async Task ServeAsync(string warehouse, CancellationToken served)
    {
        await changes.WaitAsync(served).ConfigureAwait(false);
        try
        {
            foreach (EndpointRuntime runtime in endpoints.Values.Where(r => r.Endpoint.Warehouses.Contains(warehouse)))
            {
                StartCouriers(runtime);
            }
        }
        finally
        {
            changes.Release();
        }

        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration leaves = served.Register(left.SetResult);
        await left.Task.ConfigureAwait(false);
    }

    /// <summary>Goes along with the other nodes that share the store, until this one stops.</summary>
    private async Task ShareAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                await changes.WaitAsync(cancellation).ConfigureAwait(false);
                try
                {
                    await ReadChangesAsync().ConfigureAwait(false);
                    foreach (EndpointRuntime runtime in endpoints.Values)
                    {
                        StartCouriers(runtime);
                    }
                }
                catch (WebhookStoreException e)
                {
                    LogSharingTrouble(e);
                }
                finally
                {
                    changes.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    /// <summary>Takes over what others have changed. Within <see cref="changes"/>.</summary>
    private async Task ReadChangesAsync()
    {
        long now = await store.ReadGenerationAsync().ConfigureAwait(false);
        if (now == generation)
        {
            return;
        }

        (IReadOnlyList<WebhookEndpoint> stored, IReadOnlyList<DeliveryPosition> positions) = await store.LoadAsync().ConfigureAwait(false);
        foreach (WebhookEndpoint endpoint in stored)
        {
            await AdoptAsync(endpoint, positions).ConfigureAwait(false);
        }

        foreach (string gone in endpoints.Keys.Except(stored.Select(e => e.Id)).ToArray())
        {
            await ForgetAsync(gone).ConfigureAwait(false);
        }

        generation = now;
    }

    private async Task AdoptAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions)
    {
        if (!endpoints.TryGetValue(endpoint.Id, out EndpointRuntime? runtime))
        {
            runtime = new(endpoint, CouriersOf(endpoint, positions));
            endpoints[endpoint.Id] = runtime;
        }
        else if (runtime.Endpoint.Version != endpoint.Version)
        {
            await runtime.StopAsync().ConfigureAwait(false);
            (runtime.Endpoint, runtime.Couriers) = (endpoint, CouriersOf(endpoint, positions));
        }
        else
        {
            return;
        }

        StartCouriers(runtime);
    }

    private async Task ForgetAsync(string id)
    {
        if (endpoints.TryRemove(id, out EndpointRuntime? runtime))
        {
            await runtime.StopAsync().ConfigureAwait(false);
        }
    }

    private Courier[] CouriersOf(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions) =>
    [
        .. from position in positions
           where position.EndpointId == endpoint.Id && endpoint.Warehouses.Contains(position.Warehouse)
           orderby position.Warehouse
           select new Courier(host, position),
    ];

    /// <summary>
    /// An endpoint as it is now, with where it stands: what this node's couriers know, which may be further than what is stored, and of the others' warehouses what
    /// is stored. Null when it is gone.
    /// </summary>
    /// <param name="runtime">Which.</param>
    /// <param name="inDoubt">Whether the store is asked although nobody else changes it.</param>
    private async Task<(WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions, IReadOnlyList<DeliveryPosition> Stored)?> ReadAsync(
        EndpointRuntime runtime, bool inDoubt = false)
    {
        IReadOnlyList<Courier> couriers = runtime.Couriers;
        if (!store.IsShared && !inDoubt)
        {
            return (runtime.Endpoint, [.. couriers.Select(c => c.Position)], [.. couriers.Select(c => c.Stored)]);
        }

        if (await store.FindAsync(runtime.Endpoint.Id).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        DeliveryPosition[] stored = [.. found.Positions.Where(p => found.Endpoint.Warehouses.Contains(p.Warehouse)).OrderBy(p => p.Warehouse, StringComparer.Ordinal)];
        return (found.Endpoint, [.. stored.Select(s => couriers.FirstOrDefault(c => c.Stored.Warehouse == s.Warehouse && c.Stored.Version == s.Version)?.Position ?? s)], stored);
    }
}
