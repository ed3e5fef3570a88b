using System.Net.Sockets;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Backorders.V1;

/// <summary>Makes the connection to one node: HTTP/2 in cleartext for <c>http://</c>, TLS for <c>https://</c>. It connects on the first call, and again whenever needed.</summary>
internal static class NodeConnection
{
    /// <summary>After this long a silence a connection with open calls is pinged: a node that was switched off is noticed.</summary>
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PingAnsweredWithin = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ConnectedWithin = TimeSpan.FromSeconds(10);

    /// <summary>Opens a channel and the way to call on it.</summary>
    /// <param name="address"><c>http://host:port</c> or <c>https://host:port</c>.</param>
    /// <param name="headers">Metadata for every call that does not set the same key itself.</param>
    /// <param name="options">How to connect.</param>
    /// <exception cref="ArgumentException">The address is of another form, or a certificate cannot be shown there.</exception>
    public static (GrpcChannel Channel, CallInvoker Invoker) Open(string address, Metadata headers, ClientOptions options)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"The address '{address}' does not start with http:// or https://.", nameof(address));
        }

        if (options.ClientCertificate is not null && uri.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException($"The address '{address}' does not start with https://, and a client certificate is shown over TLS alone.", nameof(address));
        }

        GrpcChannelOptions channel = new();
        options.ConfigureChannel?.Invoke(channel);
        if (channel.HttpHandler is null && channel.HttpClient is null)
        {
            (channel.HttpHandler, channel.DisposeHttpClient) = (new BurstHandler(WithToken(MakeHandler(options), options)), true);
        }

        GrpcChannel open = GrpcChannel.ForAddress(uri, channel);
        return (open, open.CreateCallInvoker().Intercept(own => WithDefaults(own, headers)));
    }

    private static Metadata WithDefaults(Metadata own, Metadata headers)
    {
        foreach (Metadata.Entry entry in headers)
        {
            if (own.Get(entry.Key) is null)
            {
                own.Add(entry);
            }
        }

        return own;
    }

    private static HttpMessageHandler WithToken(SocketsHttpHandler handler, ClientOptions options) => options.Token is { } token ? new TokenHandler(handler, token) : handler;

    private static SocketsHttpHandler MakeHandler(ClientOptions options)
    {
        SocketsHttpHandler handler = new()
        {
            // Beyond the server's limit of streams a further connection carries them.
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectedWithin,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingAnsweredWithin,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ActivityHeadersPropagator = null,

            // With a callback of its own the handler connects, not the channel's load balancing, which hides why a connection could not be made.
            ConnectCallback = ConnectAsync,
        };
        if (options.ClientCertificate is { } certificate)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        options.ConfigureConnection?.Invoke(handler);
        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
