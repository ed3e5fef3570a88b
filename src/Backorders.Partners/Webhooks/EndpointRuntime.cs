using Backorders.Partners.Webhooks.Delivery;
using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Webhooks;

/// <summary>An endpoint in memory: what is stored of it, its couriers, and its last tries.</summary>
internal sealed class EndpointRuntime(WebhookEndpoint endpoint, IReadOnlyList<Courier> couriers)
{
    private readonly Lock gate = new();
    private readonly Queue<DeliveryAttempt> attempts = new();

    public WebhookEndpoint Endpoint { get; set; } = endpoint;

    public IReadOnlyList<Courier> Couriers { get; set; } = couriers;

    public IReadOnlyList<DeliveryPosition> Positions => [.. Couriers.Select(c => c.Position)];

    /// <summary>The last tries, the latest first.</summary>
    public IReadOnlyList<DeliveryAttempt> Attempts
    {
        get
        {
            lock (gate)
            {
                return [.. attempts.Reverse()];
            }
        }
    }

    public void Note(DeliveryAttempt attempt, int kept)
    {
        lock (gate)
        {
            attempts.Enqueue(attempt);
            while (attempts.Count > kept)
            {
                attempts.Dequeue();
            }
        }
    }

    /// <summary>Starts the couriers that do not run, of the warehouses that are here.</summary>
    public void Start(IWebhookFeed feed)
    {
        if (Endpoint.Suspended == SuspensionReason.None)
        {
            foreach (Courier courier in Couriers.Where(c => !c.IsRunning && !feed.ServedHere(c.Position.Warehouse).IsCancellationRequested))
            {
                courier.Start(Endpoint);
            }
        }
    }

    public void RequestStop()
    {
        foreach (Courier courier in Couriers)
        {
            courier.RequestStop();
        }
    }

    public async Task StopAsync()
    {
        RequestStop();
        foreach (Courier courier in Couriers)
        {
            await courier.StopAsync().ConfigureAwait(false);
        }
    }
}
