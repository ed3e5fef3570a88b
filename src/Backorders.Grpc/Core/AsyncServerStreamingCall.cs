namespace Grpc.Core;

/// <summary>A call in flight with one request and many responses.</summary>
/// <typeparam name="TResponse">What the server sends.</typeparam>
public sealed class AsyncServerStreamingCall<TResponse> : IDisposable
{
    private readonly Func<Status> _status;
    private readonly Func<Metadata> _trailers;
    private readonly Action _dispose;

    /// <summary>Called by invokers and test doubles.</summary>
    public AsyncServerStreamingCall(
        IAsyncStreamReader<TResponse> responseStream,
        Task<Metadata> responseHeadersAsync,
        Func<Status> getStatusFunc,
        Func<Metadata> getTrailersFunc,
        Action disposeAction)
    {
        ResponseStream = responseStream;
        ResponseHeadersAsync = responseHeadersAsync;
        _status = getStatusFunc;
        _trailers = getTrailersFunc;
        _dispose = disposeAction;
    }

    /// <summary>The responses.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; }

    /// <summary>What the server sent ahead of the responses; fails with <see cref="RpcException"/>.</summary>
    public Task<Metadata> ResponseHeadersAsync { get; }

    /// <summary>The status. <see cref="InvalidOperationException"/> while the call is in flight.</summary>
    public Status GetStatus() => _status();

    /// <summary>The trailers. <see cref="InvalidOperationException"/> while the call is in flight.</summary>
    public Metadata GetTrailers() => _trailers();

    /// <summary>Cancels the call if it is still in flight.</summary>
    public void Dispose() => _dispose();
}
