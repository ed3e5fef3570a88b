using Backorders.Grpc.Framing;
using Grpc.Core;

namespace Backorders.Grpc.Server.Binding;

/// <summary>What is known of a method before it is called.</summary>
internal sealed record MethodSpec(GrpcRuntime Runtime, IMethod Method, MessageCodec Requests, MessageCodec Responses, CallRelay Relay)
{
    /// <summary>Whether either side sends a stream; such calls may live for days.</summary>
    public bool IsStreaming => Method.Type != MethodType.Unary;

    /// <summary>Whether the method can be called by plain POST, without frames.</summary>
    public bool HasPlainForm => !IsStreaming && Requests.Descriptor is not null && Responses.Descriptor is not null;
}
