using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;

namespace Backorders.Grpc.Client;

/// <summary>
/// Connections to one server over HTTP/2: cleartext with prior knowledge for <c>http://</c>, TLS for <c>https://</c>. Connects on the first call and
/// again whenever needed. Thread-safe; make one and keep it.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly ConcurrentDictionary<string, Uri> _paths = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Uri _address;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        _address = address;
        Options = options;
        _http = options.HttpHandler is { } handler
            ? new HttpMessageInvoker(handler, disposeHandler: false)
            : new HttpMessageInvoker(MakeHandler(options), disposeHandler: true);
    }

    internal GrpcChannelOptions Options { get; }

    internal CancellationToken Shutdown => _shutdown.Token;

    /// <summary>A channel to <c>http://host:port</c> or <c>https://host:port</c>. <see cref="ArgumentException"/> for other addresses.</summary>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions? options = null) => ForAddress(new Uri(address), options);

    /// <summary>A channel to <c>http://host:port</c> or <c>https://host:port</c>. <see cref="ArgumentException"/> for other addresses.</summary>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"The address '{address}' does not start with http:// or https://.", nameof(address));
        }

        return new GrpcChannel(address, options ?? new GrpcChannelOptions());
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker() => new HttpCallInvoker(this);

    /// <summary>Closes the connections; calls in flight end with CANCELLED.</summary>
    public void Dispose()
    {
        if (!_shutdown.IsCancellationRequested)
        {
            _shutdown.Cancel();
            _http.Dispose();
        }
    }

    internal Uri UriOf(IMethod method) => _paths.GetOrAdd(method.FullName, static (path, address) => new Uri(address, path), _address);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static SocketsHttpHandler MakeHandler(GrpcChannelOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // Beyond the server's limit of streams, usually 100, a further connection carries them.
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = options.ConnectTimeout,
            KeepAlivePingDelay = options.KeepAlivePingDelay,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ActivityHeadersPropagator = null,
        };
        if (options.TrustedRoots is { } roots)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(roots) };
        }

        return handler;
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
