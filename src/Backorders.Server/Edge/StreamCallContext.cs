using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Backorders.Server.Edge;

/// <summary>A stream's context whose token also fires when the node stops; all else is the library's own.</summary>
internal sealed class StreamCallContext : ServerCallContext
{
    /// <summary>Where the library looks for the request of a context that is not its own.</summary>
    private const string RequestKey = "__HttpContext";

    /// <summary>How long a write may wait for the client to read: longer than any pause of a living reader.</summary>
    public static readonly TimeSpan StalledMax = TimeSpan.FromSeconds(60);

    /// <summary>CANCEL (RFC 9113 §7).</summary>
    private const int Http2Cancel = 8;

    private readonly ServerCallContext inner;
    private readonly HttpContext http;

    /// <param name="inner">The library's context.</param>
    /// <param name="ending">Fires when the client is gone, the deadline has passed or the node stops.</param>
    public StreamCallContext(ServerCallContext inner, CancellationToken ending)
    {
        (this.inner, http, CancellationTokenCore) = (inner, inner.GetHttpContext(), ending);
        inner.UserState[RequestKey] = http;
    }

    /// <inheritdoc/>
    protected override string MethodCore => inner.Method;

    /// <inheritdoc/>
    protected override string HostCore => inner.Host;

    /// <inheritdoc/>
    protected override string PeerCore => inner.Peer;

    /// <inheritdoc/>
    protected override DateTime DeadlineCore => inner.Deadline;

    /// <inheritdoc/>
    protected override Metadata RequestHeadersCore => inner.RequestHeaders;

    /// <inheritdoc/>
    protected override CancellationToken CancellationTokenCore { get; }

    /// <inheritdoc/>
    protected override Metadata ResponseTrailersCore => inner.ResponseTrailers;

    /// <inheritdoc/>
    protected override Status StatusCore
    {
        get => inner.Status;
        set => inner.Status = value;
    }

    /// <inheritdoc/>
    protected override WriteOptions? WriteOptionsCore
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    /// <inheritdoc/>
    protected override AuthContext AuthContextCore => inner.AuthContext;

    /// <inheritdoc/>
    protected override IDictionary<object, object> UserStateCore => inner.UserState;

    /// <summary>Resets the stream: its client takes nothing any more.</summary>
    public void Reset() => Reset(http);

    /// <summary>Resets a request's stream, or closes its connection where that has no streams.</summary>
    public static void Reset(HttpContext http)
    {
        if (http.Features.Get<IHttpResetFeature>() is { } reset)
        {
            reset.Reset(Http2Cancel);
        }
        else
        {
            http.Abort();
        }
    }

    /// <inheritdoc/>
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => inner.WriteResponseHeadersAsync(responseHeaders);

    /// <inheritdoc/>
    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => inner.CreatePropagationToken(options);
}
