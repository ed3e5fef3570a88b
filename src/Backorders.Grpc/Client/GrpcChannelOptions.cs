using System.Security.Cryptography.X509Certificates;
using Grpc.Core;

namespace Backorders.Grpc.Client;

/// <summary>How a channel connects, and what its calls bring along.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>
    /// Replaces the channel's own handler, for example by a test server's; then the connection options here have no effect. Not disposed.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>The only roots that a server's certificate may lead to. Null (the default) trusts what the machine trusts.</summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <summary>Metadata for every call, for example <c>authorization</c>. A key that a call sets itself is not sent twice.</summary>
    public Metadata? DefaultMetadata { get; set; }

    /// <summary>
    /// As <see cref="DefaultMetadata"/>, but asked anew for every call, for credentials that are renewed. Must be quick and thread-safe.
    /// </summary>
    public Func<Metadata>? MetadataProvider { get; set; }

    /// <summary>Largest response message in bytes; null for no limit. Default 4 MiB. A larger one ends the call with RESOURCE_EXHAUSTED.</summary>
    public int? MaxReceiveMessageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest request message in bytes; null (the default) for no limit.</summary>
    public int? MaxSendMessageBytes { get; set; }

    /// <summary>Requests of at least this many bytes go out as gzip. Null (the default) compresses nothing.</summary>
    public int? CompressRequestsFromBytes { get; set; }

    /// <summary>How long a new connection may take. Default 10 seconds, after which the call ends with UNAVAILABLE.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long a silence a connection with open calls is pinged. Default 30 seconds; infinite for never.</summary>
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a ping may go unanswered before the connection is given up, and its calls end with UNAVAILABLE. Default 20 seconds.
    /// </summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The clock of the deadlines.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
