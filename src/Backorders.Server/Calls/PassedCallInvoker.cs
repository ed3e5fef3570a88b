using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Grpc.Core;

namespace Backorders.Server.Calls;

/// <summary>Has calls with one request answered by whichever node serves their warehouse.</summary>
/// <param name="calls">Takes them there.</param>
/// <param name="warehouse">The warehouse that the request names.</param>
/// <param name="rights">What the caller may do.</param>
/// <param name="patience">How long the call may wait for somebody who serves the warehouse.</param>
internal sealed class PassedCallInvoker(IWarehouseCalls calls, WarehouseId warehouse, CallerRights rights, TimeSpan patience) : CallInvoker
{
    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => new(
        SendAsync(method, options.CancellationToken, request), Task.FromResult(new Metadata()), static () => Status.DefaultSuccess, static () => [], static () => { });

    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw NotPassed(method);

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw NotPassed(method);

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw NotPassed(method);

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw NotPassed(method);

    private static NotSupportedException NotPassed(IMethod method) => new($"{method.FullName} runs at the node that its client called; its messages are passed on one by one.");

    private async Task<TResponse> SendAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, CancellationToken cancellation, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        WarehouseAnswer answer = await calls.SendAsync(new WarehouseRequest(warehouse, method.FullName, request, rights), patience).WaitAsync(cancellation).ConfigureAwait(false);
        return PassedCall.Open(answer, method.ResponseMarshaller.Deserializer);
    }
}
