using Backorders.Grpc.Server.Calls;
using Grpc.Core;

namespace Backorders.Grpc.Server.Binding;

internal sealed class DuplexPlan<TRequest, TResponse>(MethodSpec spec, DuplexStreamingServerMethod<TRequest, TResponse> handler) : MethodPlan(spec)
    where TRequest : class
    where TResponse : class
{
    protected override Task HandleAsync(ServerCallContext context)
    {
        var call = Call(context);
        return handler(new RequestReader<TRequest>(call), new ResponseWriter<TResponse>(call), context);
    }
}
