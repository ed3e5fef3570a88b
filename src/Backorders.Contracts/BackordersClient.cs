using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Backorders.V1;

/// <summary>
/// The services of a node or of a cluster of them, with a key. Thread-safe; make one and keep it. Calls through <see cref="RetryAsync"/> are repeated when the refusal is
/// transient; because the request carries its key from the first try on, nothing happens twice.
/// </summary>
public sealed class BackordersClient : IDisposable
{
    /// <summary>The number of doublings after which the wait exceeds every possible maximum.</summary>
    private const int DoublingsMax = 60;

    private readonly NodeChannels nodes;
    private readonly ClientOptions options;

    private BackordersClient(NodeChannels nodes, ClientOptions options)
    {
        (this.nodes, this.options) = (nodes, options);
        CallInvoker invoker = new NodeInvoker(nodes, options.Direct);
        Webhooks = new Webhooks.WebhooksClient(invoker);
        Printing = new Printing.PrintingClient(invoker);
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

    /// <summary>Labels on printers, and what attends those.</summary>
    public Printing.PrintingClient Printing { get; }

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
        return Connect([address], apiKey, options);
    }

    /// <summary>
    /// A client of several nodes of one cluster, any of which answers any call. It stays with one node while that can be reached, and otherwise goes to the next. A
    /// call that reached no node goes to the next one at once; a call that was cut off goes there when it is made again.
    /// </summary>
    /// <param name="addresses">Where nodes speak gRPC, each as in the other form; at least one.</param>
    /// <param name="apiKey">The key; sent with every call.</param>
    /// <param name="options">How to connect and repeat; null for the defaults.</param>
    public static BackordersClient Connect(IReadOnlyList<string> addresses, string apiKey, ClientOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(apiKey);
        return Connect(addresses, options ?? new ClientOptions(), [new Metadata.Entry("authorization", "Bearer " + apiKey)]);
    }

    /// <summary>A client without a key: it identifies itself by <see cref="ClientOptions.Token"/> or by <see cref="ClientOptions.ClientCertificate"/>.</summary>
    /// <param name="addresses">As in the other forms.</param>
    /// <param name="options">How to identify, connect and repeat.</param>
    /// <exception cref="ArgumentException">The options name neither.</exception>
    public static BackordersClient Connect(IReadOnlyList<string> addresses, ClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options is { Token: null, ClientCertificate: null }
            ? throw new ArgumentException($"Set {nameof(ClientOptions.Token)} or {nameof(ClientOptions.ClientCertificate)}, or connect with a key.", nameof(options))
            : Connect(addresses, options, []);
    }

    private static BackordersClient Connect(IReadOnlyList<string> addresses, ClientOptions options, Metadata identity)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentOutOfRangeException.ThrowIfZero(addresses.Count);
        Metadata headers = [.. options.Headers ?? [], .. identity];
        if (options.Owner is { Length: > 0 } owner)
        {
            headers.Add("backorders-owner", owner);
        }

        return new BackordersClient(new NodeChannels(addresses, headers, options), options);
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
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using AsyncUnaryCall<TResponse> running = call();
                return await running.ResponseAsync.ConfigureAwait(false);
            }
            catch (RpcException e) when (attempt < options.AttemptsMax && IsTransient(e))
            {
                await PauseAsync(e, attempt, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Follows a warehouse for as long as the caller reads. When the stream is cut, it is resumed after the last message that was read, without gaps or
    /// duplicates, at any node that can be reached.
    /// </summary>
    /// <param name="request">From which cursor on, and what; left as it is.</param>
    /// <param name="cancellation">Ends the following, with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RpcException">A refusal that does not pass, or as many failures one after the other as a call has tries.</exception>
    public async IAsyncEnumerable<SubscribeResponse> SubscribeAsync(SubscribeRequest request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        SubscribeRequest from = request.Clone();
        for (int attempt = 1; ; attempt++)
        {
            using AsyncServerStreamingCall<SubscribeResponse> stream = Events.Subscribe(from, cancellationToken: cancellation);
            while (await NextAsync(stream, attempt, cancellation).ConfigureAwait(false) is { } message)
            {
                (attempt, from.Cursor) = (1, message.Cursor);
                yield return message;
            }
        }
    }

    /// <summary>Whether the failure may pass by itself: the same request with the same key may succeed later.</summary>
    public static bool IsTransient(RpcException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.GetErrorInfo() is { Domain: "backorders" } ? refusal.GetRetryDelay() is not null : LostCall.Is(refusal);
    }

    /// <summary>Closes the connections; calls in flight end with CANCELLED.</summary>
    public void Dispose() => nodes.Dispose();

    /// <summary>The next message; null when the stream was cut and it is time to open another one.</summary>
    private async Task<SubscribeResponse?> NextAsync(AsyncServerStreamingCall<SubscribeResponse> stream, int attempt, CancellationToken cancellation)
    {
        try
        {
            return await stream.ResponseStream.MoveNext(cancellation).ConfigureAwait(false) ? stream.ResponseStream.Current : null;
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (RpcException e) when (attempt < options.AttemptsMax && IsTransient(e))
        {
            await PauseAsync(e, attempt, cancellation).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>
    /// Waits before the next try: at least as long as the server asks, plus a random part so that clients do not return all at once. A maximum applies only to waits
    /// that the client chooses itself.
    /// </summary>
    private Task PauseAsync(RpcException refusal, int attempt, CancellationToken cancellation)
    {
        double backoff = Math.Min(options.FirstBackoff.Ticks * Math.ScaleB(1, Math.Min(attempt - 1, DoublingsMax)), options.LongestBackoff.Ticks);
        TimeSpan wait = TimeSpan.FromTicks((long)(backoff * (0.5 + Random.Shared.NextDouble() / 2)));
        TimeSpan told = (refusal.GetRetryDelay() ?? TimeSpan.Zero) * (1 + Random.Shared.NextDouble() / 2);
        return Task.Delay(wait > told ? wait : told, options.TimeProvider, cancellation);
    }
}
