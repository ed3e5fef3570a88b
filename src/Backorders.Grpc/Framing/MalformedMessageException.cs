namespace Backorders.Grpc.Framing;

/// <summary>The bytes of a message are not what its type says. Each protocol has its own status for it.</summary>
internal sealed class MalformedMessageException(string message, Exception inner) : Exception(message, inner);
