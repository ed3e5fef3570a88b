using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Backorders.V1;

/// <summary>Starts each call at the node that is to answer it, and takes in what failures say of the nodes.</summary>
/// <param name="nodes">The nodes.</param>
/// <param name="direct">Whether calls that name a warehouse go straight to its owner.</param>
internal sealed class NodeInvoker(NodeChannels nodes, bool direct) : CallInvoker
{
    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using AsyncUnaryCall<TResponse> call = AsyncUnaryCall(method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        return new UnaryHops<TRequest, TResponse>(nodes, method, host, options, request, WarehouseOf(request)).Start();
    }

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        NodeChoice node = nodes.For(WarehouseOf(request));
        AsyncServerStreamingCall<TResponse> call = node.Invoker.AsyncServerStreamingCall(method, host, node.With(options), request);
        return new AsyncServerStreamingCall<TResponse>(
            new LearningReader<TResponse>(call.ResponseStream, nodes, node), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => nodes.For(null).Invoker.AsyncClientStreamingCall(method, host, options);

    /// <summary>The messages of one stream may be several warehouses': it goes by a node that passes on what is not its own, straight or not.</summary>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        NodeChoice node = nodes.For(null);
        AsyncDuplexStreamingCall<TRequest, TResponse> call = node.Invoker.AsyncDuplexStreamingCall(method, host, options);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            call.RequestStream, new LearningReader<TResponse>(call.ResponseStream, nodes, node), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers,
            call.Dispose);
    }

    /// <summary>The warehouse that decides where a call goes; null when any node will do.</summary>
    private string? WarehouseOf<TRequest>(TRequest request) =>
        direct && request is IMessage message && message.Descriptor.FindFieldByName("warehouse") is { FieldType: FieldType.String, IsRepeated: false } field
            && field.Accessor.GetValue(message) is string { Length: > 0 } warehouse
            ? warehouse
            : null;
}
