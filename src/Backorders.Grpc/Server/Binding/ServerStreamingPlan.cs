using Backorders.Grpc.Server.Calls;
using Grpc.Core;

namespace Backorders.Grpc.Server.Binding;

internal sealed class ServerStreamingPlan<TRequest, TResponse>(MethodSpec spec, ServerStreamingServerMethod<TRequest, TResponse> handler)
    : MethodPlan(spec)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(ServerCallContext context)
    {
        var call = Call(context);
        var request = (TRequest)await call.RequestAsync().ConfigureAwait(false);
        await handler(request, new ResponseWriter<TResponse>(call), context).ConfigureAwait(false);
    }
}
