using Backorders.Grpc.Client;
using Backorders.Grpc.Errors;
using Grpc.Core;

namespace Backorders.V1;

/// <summary>
/// The services of one node, with a key. Thread-safe; make one and keep it. Calls through <see cref="RetryAsync"/> are repeated when the refusal is
/// transient; because the request carries its key from the first try on, nothing happens twice.
/// </summary>
public sealed class BackordersClient : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly ClientOptions options;

    private BackordersClient(GrpcChannel channel, ClientOptions options)
    {
        (this.channel, this.options) = (channel, options);
        CallInvoker invoker = channel.CreateCallInvoker();
        Webhooks = new Webhooks.WebhooksClient(invoker);
        Receiving = new Receiving.ReceivingClient(invoker);
        Stations = new Stations.StationsClient(invoker);
        Orders = new Orders.OrdersClient(invoker);
        Inbound = new Inbound.InboundClient(invoker);
        Items = new Items.ItemsClient(invoker);
        Availability = new Availability.AvailabilityClient(invoker);
        Events = new Events.EventsClient(invoker);
        Operations = new Operations.OperationsClient(invoker);
        DrivenClock = new DrivenClock.DrivenClockClient(invoker);
    }

    /// <summary>For partners that cannot keep a stream open.</summary>
    public Webhooks.WebhooksClient Webhooks { get; }

    /// <summary>For dock scanners.</summary>
    public Receiving.ReceivingClient Receiving { get; }

    /// <summary>For pick/pack stations.</summary>
    public Stations.StationsClient Stations { get; }

    /// <summary>For order systems.</summary>
    public Orders.OrdersClient Orders { get; }

    /// <summary>For ship notices.</summary>
    public Inbound.InboundClient Inbound { get; }

    /// <summary>For the catalogue.</summary>
    public Items.ItemsClient Items { get; }

    /// <summary>For shops.</summary>
    public Availability.AvailabilityClient Availability { get; }

    /// <summary>For whoever follows the warehouse.</summary>
    public Events.EventsClient Events { get; }

    /// <summary>For supervisors.</summary>
    public Operations.OperationsClient Operations { get; }

    /// <summary>Only there on nodes with a driven clock.</summary>
    public DrivenClock.DrivenClockClient DrivenClock { get; }

    /// <summary>A client for <c>http://host:port</c> (gRPC in cleartext) or <c>https://host:port</c>; connects on the first call.</summary>
    /// <param name="address">Where the node speaks gRPC.</param>
    /// <param name="apiKey">The key; sent with every call.</param>
    /// <param name="options">How to connect and repeat; null for the defaults.</param>
    public static BackordersClient Connect(string address, string apiKey, ClientOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        ArgumentException.ThrowIfNullOrEmpty(apiKey);
        options ??= new ClientOptions();
        GrpcChannelOptions connection = options.Channel ?? new GrpcChannelOptions();
        connection.DefaultMetadata ??= [];
        connection.DefaultMetadata.Add("authorization", "Bearer " + apiKey);
        if (options.Owner is { Length: > 0 } owner)
        {
            connection.DefaultMetadata.Add("backorders-owner", owner);
        }

        return new BackordersClient(GrpcChannel.ForAddress(address, connection), options);
    }

    /// <summary>A request id: to be made once, before the first try.</summary>
    public static string NewRequestId() => Guid.NewGuid().ToString("D");

    /// <summary>Makes a call, again and again while it is refused for a passing reason, with the very same request.</summary>
    /// <param name="call">Makes the call, for example <c>() => client.Receiving.ReceiveAsync(request)</c>. Must send the same request each time.</param>
    /// <param name="cancellation">Ends the waits.</param>
    /// <exception cref="RpcException">A refusal that does not pass, or the last of the tries.</exception>
    public async Task<TResponse> RetryAsync<TResponse>(Func<AsyncUnaryCall<TResponse>> call, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        TimeSpan backoff = options.FirstBackoff;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using AsyncUnaryCall<TResponse> running = call();
                return await running.ResponseAsync.ConfigureAwait(false);
            }
            catch (RpcException e) when (attempt < options.AttemptsMax && IsTransient(e))
            {
                TimeSpan told = RichStatus.From(e)?.RetryDelay ?? TimeSpan.Zero;
                TimeSpan wait = backoff * (0.5 + Random.Shared.NextDouble() / 2);
                wait = wait > told ? wait : told;
                await Task.Delay(wait < options.LongestBackoff ? wait : options.LongestBackoff, options.TimeProvider, cancellation).ConfigureAwait(false);
                backoff *= 2;
            }
        }
    }

    /// <summary>Whether the same request, sent again with the same key, may succeed without anybody having changed anything.</summary>
    public static bool IsTransient(RpcException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return RichStatus.From(refusal) is { ErrorInfo.Domain: "backorders" } told ? told.RetryDelay is not null : refusal.StatusCode == StatusCode.Unavailable;
    }

    /// <summary>Closes the connection; calls in flight end with CANCELLED.</summary>
    public void Dispose() => channel.Dispose();
}
