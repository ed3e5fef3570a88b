using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Calls;

/// <summary>
/// A call that another node took from its client, as the handler here sees it: who makes it is known, and its client's connection is not here. It is answered here or not at all:
/// nobody passes it on again.
/// </summary>
internal sealed class CarriedCallContext(string method, Caller caller) : ServerCallContext, ICallOfCaller
{
    private readonly Metadata trailers = [];

    /// <inheritdoc/>
    public Caller Caller => caller;

    /// <inheritdoc/>
    protected override string MethodCore => method;

    /// <inheritdoc/>
    protected override string HostCore => string.Empty;

    /// <inheritdoc/>
    protected override string PeerCore => "node";

    /// <inheritdoc/>
    protected override DateTime DeadlineCore => DateTime.MaxValue;

    /// <inheritdoc/>
    protected override Metadata RequestHeadersCore { get; } = [];

    /// <inheritdoc/>
    protected override CancellationToken CancellationTokenCore => CancellationToken.None;

    /// <inheritdoc/>
    protected override Metadata ResponseTrailersCore => trailers;

    /// <inheritdoc/>
    protected override Status StatusCore { get; set; }

    /// <inheritdoc/>
    protected override WriteOptions? WriteOptionsCore { get; set; }

    /// <inheritdoc/>
    protected override AuthContext AuthContextCore { get; } = new(null, []);

    /// <inheritdoc/>
    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException("A call that was passed on makes no calls.");

    /// <inheritdoc/>
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
