using Backorders.Grpc.Server.Calls;
using Grpc.Core;

namespace Backorders.Grpc.Server.Binding;

/// <summary>Carries a call with one request message on to another server, with the types of its method.</summary>
internal abstract class CallRelay
{
    /// <summary>Ends as the other server's call ended. Throws <see cref="RpcException"/> with that server's status and trailers.</summary>
    public abstract Task RelayAsync(ServerCall call, CallInvoker target, CallOptions options);
}

/// <inheritdoc/>
internal sealed class CallRelay<TRequest, TResponse>(Method<TRequest, TResponse> method) : CallRelay
    where TRequest : class
    where TResponse : class
{
    public override async Task RelayAsync(ServerCall call, CallInvoker target, CallOptions options)
    {
        var request = (TRequest)await call.RequestAsync().ConfigureAwait(false);
        try
        {
            await (method.Type switch
            {
                MethodType.Unary => RelayOneAsync(call, target, options, request),
                MethodType.ServerStreaming => RelayManyAsync(call, target, options, request),
                _ => throw new NotSupportedException($"{method.FullName} takes a stream of requests: read it, and open a call of one's own."),
            }).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && options.CancellationToken.IsCancellationRequested)
        {
            // What cancelled it decides the status: the client that went, the deadline, the shutdown.
            throw new OperationCanceledException(e.Message, e, options.CancellationToken);
        }
        catch (RpcException e)
        {
            throw new RpcException(new Status(e.StatusCode, e.Status.Detail, e.Status.DebugException), ForwardedMetadata.OfResponse(e.Trailers));
        }
    }

    private async Task RelayOneAsync(ServerCall call, CallInvoker target, CallOptions options, TRequest request)
    {
        using var relayed = target.AsyncUnaryCall(method, null, options, request);
        var response = await relayed.ResponseAsync.ConfigureAwait(false);
        await PassHeadersAsync(call, relayed.ResponseHeadersAsync).ConfigureAwait(false);
        call.Response = response;
        PassEnd(call, relayed.GetStatus(), relayed.GetTrailers());
    }

    private async Task RelayManyAsync(ServerCall call, CallInvoker target, CallOptions options, TRequest request)
    {
        using var relayed = target.AsyncServerStreamingCall(method, null, options, request);
        var responses = relayed.ResponseStream;
        var begun = false;
        while (await responses.MoveNext(CancellationToken.None).ConfigureAwait(false))
        {
            if (!begun)
            {
                begun = true;
                await PassHeadersAsync(call, relayed.ResponseHeadersAsync).ConfigureAwait(false);
            }

            await call.WriteMessageAsync(responses.Current, default).ConfigureAwait(false);
        }

        PassEnd(call, relayed.GetStatus(), relayed.GetTrailers());
    }

    private static async Task PassHeadersAsync(ServerCall call, Task<Metadata> coming)
    {
        var headers = ForwardedMetadata.OfResponse(await coming.ConfigureAwait(false));
        if (headers.Count > 0)
        {
            await call.WriteResponseHeadersAsync(headers).ConfigureAwait(false);
        }
    }

    private static void PassEnd(ServerCall call, Status status, Metadata trailers)
    {
        call.Status = status;
        foreach (var trailer in ForwardedMetadata.OfResponse(trailers))
        {
            call.ResponseTrailers.Add(trailer);
        }
    }
}
