using Grpc.Core;

namespace Backorders.Grpc.Server;

/// <summary>
/// Wraps every call of every service, whichever protocol it came by: authentication, metrics, turning exceptions into statuses. It runs before the
/// first request message is read. Called by many calls at a time.
/// </summary>
public interface IServerCallFilter
{
    /// <summary>
    /// Passes the same context on to <paramref name="next"/>, or throws <see cref="RpcException"/> to refuse. What <paramref name="next"/> throws is
    /// what the handler threw: an <see cref="RpcException"/> becomes the status, a cancellation CANCELLED, DEADLINE_EXCEEDED or UNAVAILABLE after its
    /// cause, anything else UNKNOWN. A handler may also have set <see cref="ServerCallContext.Status"/>.
    /// </summary>
    Task InvokeAsync(ServerCallContext context, ServerCallNext next);
}
