namespace Grpc.Core;

/// <summary>Which of the two sides sends a stream.</summary>
public enum MethodType
{
    /// <summary>One request, one response.</summary>
    Unary,
    /// <summary>Many requests, one response.</summary>
    ClientStreaming,
    /// <summary>One request, many responses.</summary>
    ServerStreaming,
    /// <summary>Many requests and many responses, independent of each other.</summary>
    DuplexStreaming,
}
