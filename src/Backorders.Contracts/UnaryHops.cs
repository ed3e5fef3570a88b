using Grpc.Core;

namespace Backorders.V1;

/// <summary>One call with one request and one response, which may have to try more than one node.</summary>
internal sealed class UnaryHops<TRequest, TResponse>(
    NodeChannels nodes, Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request, string? warehouse)
    where TRequest : class
    where TResponse : class
{
    /// <summary>How many named owners a direct call tries: a warehouse that moves meanwhile is found at the second one. After that, waiting is better than asking more nodes.</summary>
    private const int OwnersMax = 2;

    private readonly Lock gate = new();
    private readonly TaskCompletionSource<Metadata> headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AsyncUnaryCall<TResponse>? call;
    private bool disposed;

    /// <summary>Makes the first call before it returns.</summary>
    public AsyncUnaryCall<TResponse> Start() => new(RunAsync(), headers.Task, () => Present().GetStatus(), () => Present().GetTrailers(), Dispose);

    private async Task<TResponse> RunAsync()
    {
        int hopsLeft = nodes.Count - 1 + (warehouse is null ? 0 : OwnersMax);
        while (true)
        {
            NodeChoice node = nodes.For(warehouse);
            AsyncUnaryCall<TResponse> next = node.Invoker.AsyncUnaryCall(method, host, node.With(options), request);
            lock (gate)
            {
                call = next;
                if (disposed)
                {
                    next.Dispose();
                }
            }

            try
            {
                TResponse response = await next.ResponseAsync.ConfigureAwait(false);
                headers.TrySetResult(await next.ResponseHeadersAsync.ConfigureAwait(false));
                return response;
            }
            catch (RpcException e) when (nodes.Learn(e, node) && hopsLeft-- > 0)
            {
                next.Dispose();
            }
            catch (RpcException e)
            {
                if (headers.TrySetException(e))
                {
                    // Most callers never ask for the headers.
                    _ = headers.Task.Exception;
                }

                throw;
            }
        }
    }

    private AsyncUnaryCall<TResponse> Present()
    {
        lock (gate)
        {
            return call ?? throw new InvalidOperationException("The call is still in flight.");
        }
    }

    private void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            call?.Dispose();
        }
    }
}
