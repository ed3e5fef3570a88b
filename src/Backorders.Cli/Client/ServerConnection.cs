using Backorders.V1;

namespace Backorders.Cli.Client;

/// <summary>One node, with a client for each of its services.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly BackordersClient client;
    private readonly BackordersClient building;

    private ServerConnection(Uri address, BackordersClient client, BackordersClient building) => (Address, this.client, this.building) = (address, client, building);

    public Uri Address { get; }

    public V1.Webhooks.WebhooksClient Webhooks => client.Webhooks;

    public V1.Orders.OrdersClient Orders => client.Orders;

    public V1.Inbound.InboundClient Inbound => client.Inbound;

    public V1.Items.ItemsClient Items => client.Items;

    public V1.Receiving.ReceivingClient Receiving => client.Receiving;

    public V1.Stations.StationsClient Stations => client.Stations;

    public V1.Printing.PrintingClient Printing => client.Printing;

    public V1.Events.EventsClient Events => client.Events;

    public V1.Availability.AvailabilityClient Availability => client.Availability;

    public V1.Operations.OperationsClient Operations => client.Operations;

    /// <summary>As <see cref="Operations"/>, with the key that operates the building.</summary>
    public V1.Operations.OperationsClient Building => building.Operations;

    public V1.DrivenClock.DrivenClockClient Clock => building.DrivenClock;

    /// <summary>Prepares a connection; the first call makes it.</summary>
    /// <param name="address">The node.</param>
    /// <param name="key">The key for all but what concerns the building.</param>
    /// <param name="owner">Whose goods to act for; null for whom the keys serve.</param>
    /// <param name="operatorKey">The key that operates the building; null for the same key.</param>
    public static ServerConnection Open(Uri address, string key, string? owner = null, string? operatorKey = null)
    {
        BackordersClient client = BackordersClient.Connect(address.ToString(), key, new V1.ClientOptions { Owner = owner });
        return new(address, client, operatorKey is null ? client : BackordersClient.Connect(address.ToString(), operatorKey, new V1.ClientOptions { Owner = owner }));
    }

    /// <summary>As the other form, with a token in the place of keys.</summary>
    /// <param name="address">The node.</param>
    /// <param name="token">Gives the token, for every call.</param>
    /// <param name="owner">Whose goods to act for; null for whom the token serves.</param>
    public static ServerConnection Open(Uri address, Func<CancellationToken, ValueTask<string>> token, string? owner)
    {
        BackordersClient client = BackordersClient.Connect([address.ToString()], new V1.ClientOptions { Owner = owner, Token = token });
        return new(address, client, client);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        building.Dispose();
    }
}
