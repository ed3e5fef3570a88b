using Backorders.Server.Security;
using Google.Protobuf.Reflection;

namespace Backorders.Server.Edge;

/// <summary>What the middleware must know of a call before the library reads it; it stands in the metadata of the call's endpoint.</summary>
/// <param name="Path">The method's path as the contract writes it: routing ignores case, gRPC does not.</param>
/// <param name="Right">What it asks of a key; null for a call that needs no key.</param>
/// <param name="Method">The method's descriptor.</param>
internal sealed record CallInfo(string Path, Right? Right, MethodDescriptor Method)
{
    /// <summary>Whether it has one request and one response.</summary>
    public bool IsUnary => Method is { IsClientStreaming: false, IsServerStreaming: false };
}
