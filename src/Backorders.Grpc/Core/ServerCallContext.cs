namespace Grpc.Core;

/// <summary>One call, as its handler sees it. Valid until the handler returns.</summary>
public abstract class ServerCallContext
{
    private Dictionary<object, object>? _userState;

    /// <summary>The path: <c>/service/method</c>.</summary>
    public string Method => MethodCore;

    /// <summary>The authority that the client asked for.</summary>
    public string Host => HostCore;

    /// <summary>The peer's address, for example <c>ipv4:10.0.0.7:40312</c>.</summary>
    public string Peer => PeerCore;

    /// <summary>When the client stops waiting, in UTC; <see cref="DateTime.MaxValue"/> when it set no deadline.</summary>
    public DateTime Deadline => DeadlineCore;

    /// <summary>What the client sent with the call, without the headers of the protocol itself.</summary>
    public Metadata RequestHeaders => RequestHeadersCore;

    /// <summary>Fires when the client is gone, the deadline has passed, or (for streams) the server shuts down.</summary>
    public CancellationToken CancellationToken => CancellationTokenCore;

    /// <summary>Sent with the status.</summary>
    public Metadata ResponseTrailers => ResponseTrailersCore;

    /// <summary>The status to end with when the handler returns; OK unless set.</summary>
    public Status Status
    {
        get => StatusCore;
        set => StatusCore = value;
    }

    /// <summary>Hints for the responses; null for none.</summary>
    public WriteOptions? WriteOptions
    {
        get => WriteOptionsCore;
        set => WriteOptionsCore = value;
    }

    /// <summary>A place for filters to leave things for the handler.</summary>
    public IDictionary<object, object> UserState => _userState ??= [];

    /// <summary>Sends headers ahead of the first response. <see cref="InvalidOperationException"/> when they have been sent.</summary>
    public Task WriteResponseHeadersAsync(Metadata responseHeaders) => WriteResponseHeadersAsyncCore(responseHeaders);

    /// <summary>Implements <see cref="WriteResponseHeadersAsync"/>.</summary>
    protected abstract Task WriteResponseHeadersAsyncCore(Metadata responseHeaders);

    /// <summary>Implements <see cref="Method"/>.</summary>
    protected abstract string MethodCore { get; }

    /// <summary>Implements <see cref="Host"/>.</summary>
    protected abstract string HostCore { get; }

    /// <summary>Implements <see cref="Peer"/>.</summary>
    protected abstract string PeerCore { get; }

    /// <summary>Implements <see cref="Deadline"/>.</summary>
    protected abstract DateTime DeadlineCore { get; }

    /// <summary>Implements <see cref="RequestHeaders"/>.</summary>
    protected abstract Metadata RequestHeadersCore { get; }

    /// <summary>Implements <see cref="CancellationToken"/>.</summary>
    protected abstract CancellationToken CancellationTokenCore { get; }

    /// <summary>Implements <see cref="ResponseTrailers"/>.</summary>
    protected abstract Metadata ResponseTrailersCore { get; }

    /// <summary>Implements <see cref="Status"/>.</summary>
    protected abstract Status StatusCore { get; set; }

    /// <summary>Implements <see cref="WriteOptions"/>.</summary>
    protected abstract WriteOptions? WriteOptionsCore { get; set; }
}
