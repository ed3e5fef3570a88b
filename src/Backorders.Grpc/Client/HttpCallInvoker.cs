using Grpc.Core;

namespace Backorders.Grpc.Client;

/// <summary>Starts calls on a channel. The way of a call goes on in ClientCall.cs.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using var call = AsyncUnaryCall(method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        return new AsyncUnaryCall<TResponse>(
            call.SendForOneAsync(request), call.ResponseHeaders, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        return new AsyncServerStreamingCall<TResponse>(
            call.SendForMany(request), call.ResponseHeaders, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        var requests = call.MakeRequestStream(out var content);
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            requests, call.StreamForOneAsync(content), call.ResponseHeaders, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        var requests = call.MakeRequestStream(out var content);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            requests, call.StreamForMany(content), call.ResponseHeaders, call.GetStatus, call.GetTrailers, call.Dispose);
    }
}
