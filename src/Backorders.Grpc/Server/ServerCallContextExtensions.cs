using Backorders.Grpc.Server.Calls;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Grpc.Server;

/// <summary>What lies under a call on this server.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>
    /// The HTTP request: user, items, connection, services. Leave the response alone. <see cref="InvalidOperationException"/> for a context that is
    /// not of this server, as in a unit test.
    /// </summary>
    public static HttpContext GetHttpContext(this ServerCallContext context) => Call(context).Http;

    /// <summary>How the call came in. <see cref="InvalidOperationException"/> for a context that is not of this server.</summary>
    public static WireProtocol GetWireProtocol(this ServerCallContext context) => Call(context).Protocol;

    /// <summary>
    /// The request message of a unary or server-streaming call, for a filter: read once, and the handler still gets this very object, so leave it as it is.
    /// Throws <see cref="RpcException"/> when there is none or more than one, <see cref="OperationCanceledException"/> when the client went while it was
    /// read. Must not run beside the handler.
    /// </summary>
    public static ValueTask<object> PeekRequestAsync(this ServerCallContext context) => Call(context).RequestAsync();

    /// <summary>
    /// Whether something of the answer is on its way (headers, or a message of a stream): then nobody else can answer in this handler's place any more.
    /// </summary>
    public static bool HasAnswered(this ServerCallContext context) => Call(context).HeadersWritten;

    /// <summary>
    /// What the client sent along, for a call to another server on its behalf: its credential and the application's metadata, without what belongs to the
    /// connection or the protocol it came by. A list of the caller's own, to which more may be added.
    /// </summary>
    public static Metadata ForwardedHeaders(this ServerCallContext context) => ForwardedMetadata.OfRequest(Call(context).RequestHeaders);

    /// <summary>
    /// Has another server answer this unary or server-streaming call in the handler's place, whichever protocol it came by: same request, and back come response,
    /// headers, trailers and status. May be tried again with another server as long as <see cref="HasAnswered"/> is false.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="target">The other server.</param>
    /// <param name="options">
    /// What goes along: usually <see cref="ForwardedHeaders"/>, the context's deadline (null for <see cref="DateTime.MaxValue"/>) and its cancellation token.
    /// </param>
    /// <exception cref="RpcException">
    /// The other server's status with its trailers; or UNAVAILABLE with <see cref="Status.DebugException"/> when it could not be reached or was lost.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token of <paramref name="options"/> fired.</exception>
    /// <exception cref="NotSupportedException">The client of this call sends a stream.</exception>
    public static Task ForwardAsync(this ServerCallContext context, CallInvoker target, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(target);
        var call = Call(context);
        return call.Spec.Relay.RelayAsync(call, target, options);
    }

    private static ServerCall Call(ServerCallContext context) =>
        context as ServerCall ?? throw new InvalidOperationException("This call did not come in by HTTP.");
}
