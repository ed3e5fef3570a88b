using Grpc.Core;

namespace Backorders.Grpc.Server;

/// <summary>
/// The rest of the call: further filters and the handler. Completes when the handler has; the response of a unary method is sent after the
/// filters.
/// </summary>
public delegate Task ServerCallNext(ServerCallContext context);
