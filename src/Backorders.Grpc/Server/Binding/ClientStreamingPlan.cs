using Backorders.Grpc.Server.Calls;
using Grpc.Core;

namespace Backorders.Grpc.Server.Binding;

internal sealed class ClientStreamingPlan<TRequest, TResponse>(MethodSpec spec, ClientStreamingServerMethod<TRequest, TResponse> handler)
    : MethodPlan(spec)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(ServerCallContext context)
    {
        var call = Call(context);
        call.Response = Answered(await handler(new RequestReader<TRequest>(call), context).ConfigureAwait(false));
    }
}
