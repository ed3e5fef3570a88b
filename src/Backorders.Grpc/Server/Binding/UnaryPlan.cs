using Grpc.Core;

namespace Backorders.Grpc.Server.Binding;

internal sealed class UnaryPlan<TRequest, TResponse>(MethodSpec spec, UnaryServerMethod<TRequest, TResponse> handler) : MethodPlan(spec)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(ServerCallContext context)
    {
        var call = Call(context);
        var request = (TRequest)await call.RequestAsync().ConfigureAwait(false);
        call.Response = Answered(await handler(request, context).ConfigureAwait(false));
    }
}
