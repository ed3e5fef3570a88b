using Backorders.Grpc.Client;
using Grpc.Core;

namespace Backorders.Cli.Client;

/// <summary>One node, with a client for each of its services.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly GrpcChannel channel;

    private ServerConnection(Uri address, GrpcChannel channel)
    {
        (Address, this.channel) = (address, channel);
        CallInvoker invoker = channel.CreateCallInvoker();
        Orders = new V1.Orders.OrdersClient(invoker);
        Webhooks = new V1.Webhooks.WebhooksClient(invoker);
        Inbound = new V1.Inbound.InboundClient(invoker);
        Items = new V1.Items.ItemsClient(invoker);
        Receiving = new V1.Receiving.ReceivingClient(invoker);
        Stations = new V1.Stations.StationsClient(invoker);
        Events = new V1.Events.EventsClient(invoker);
        Availability = new V1.Availability.AvailabilityClient(invoker);
        Operations = new V1.Operations.OperationsClient(invoker);
        Clock = new V1.DrivenClock.DrivenClockClient(invoker);
    }

    public Uri Address { get; }

    public V1.Webhooks.WebhooksClient Webhooks { get; }

    public V1.Orders.OrdersClient Orders { get; }

    public V1.Inbound.InboundClient Inbound { get; }

    public V1.Items.ItemsClient Items { get; }

    public V1.Receiving.ReceivingClient Receiving { get; }

    public V1.Stations.StationsClient Stations { get; }

    public V1.Events.EventsClient Events { get; }

    public V1.Availability.AvailabilityClient Availability { get; }

    public V1.Operations.OperationsClient Operations { get; }

    public V1.DrivenClock.DrivenClockClient Clock { get; }

    /// <summary>Prepares a connection; the first call makes it.</summary>
    public static ServerConnection Open(Uri address, string key, string? owner = null)
    {
        Metadata metadata = new() { { "authorization", "Bearer " + key } };
        if (owner is not null)
        {
            metadata.Add("backorders-owner", owner);
        }

        return new ServerConnection(address, GrpcChannel.ForAddress(address, new GrpcChannelOptions { DefaultMetadata = metadata }));
    }

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();
}
