using Backorders.V1;

namespace Backorders.Cli.Client;

/// <summary>One node, with a client for each of its services.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly BackordersClient client;

    private ServerConnection(Uri address, BackordersClient client) => (Address, this.client) = (address, client);

    public Uri Address { get; }

    public V1.Webhooks.WebhooksClient Webhooks => client.Webhooks;

    public V1.Orders.OrdersClient Orders => client.Orders;

    public V1.Inbound.InboundClient Inbound => client.Inbound;

    public V1.Items.ItemsClient Items => client.Items;

    public V1.Receiving.ReceivingClient Receiving => client.Receiving;

    public V1.Stations.StationsClient Stations => client.Stations;

    public V1.Events.EventsClient Events => client.Events;

    public V1.Availability.AvailabilityClient Availability => client.Availability;

    public V1.Operations.OperationsClient Operations => client.Operations;

    public V1.DrivenClock.DrivenClockClient Clock => client.DrivenClock;

    /// <summary>Prepares a connection; the first call makes it.</summary>
    public static ServerConnection Open(Uri address, string key, string? owner = null) =>
        new(address, BackordersClient.Connect(address.ToString(), key, new V1.ClientOptions { Owner = owner }));

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
