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

    private static ServerCall Call(ServerCallContext context) =>
        context as ServerCall ?? throw new InvalidOperationException("This call did not come in by HTTP.");
}
