using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Calls;
using Backorders.Server.Security;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Backorders.Server.Routing;

/// <summary>
/// Takes each call with one request to the node that serves its warehouse: the handler here, or the same call there. When the warehouse moves meanwhile, the same
/// request goes to its next node, which is safe because every change carries its key. At a node alone it is not registered.
/// </summary>
internal sealed class RoutingInterceptor(CallRouter router) : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        RoutedCalls.Has(context.Method)

            // A warehouse that the key is not good for is no warehouse: the handler says so, and nobody learns where it is.
            && RoutedCalls.WarehouseIn(context.Method, request) is { } warehouse && Caller.Of(context).RefuseWarehouse(warehouse) is null
            ? RouteAsync(request, context, continuation, warehouse)
            : continuation(request, context);

    private async Task<TResponse> RouteAsync<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation, WarehouseId warehouse)
        where TRequest : class
        where TResponse : class
    {
        RouteSearch search = router.Search(context, warehouse);
        RpcException? last = null;
        while (true)
        {
            ShardRoute route = await search.NextAsync(context.CancellationToken).ConfigureAwait(false) ?? throw last ?? router.Refuse(warehouse);
            try
            {
                return route.Place switch
                {
                    RoutePlace.Here or RoutePlace.Unknown => await continuation(request, context).ConfigureAwait(false),
                    RoutePlace.Elsewhere when !CallRouter.IsDirect(context) => await ElsewhereAsync<TResponse>(context, warehouse, request).ConfigureAwait(false),
                    _ => throw router.Refuse(warehouse, route),
                };
            }
            catch (RpcException e) when (MayBeTriedElsewhere(context, warehouse, route, e))
            {
                last = e;
                search.Failed(route);
            }
        }
    }

    private async Task<TResponse> ElsewhereAsync<TResponse>(ServerCallContext context, WarehouseId warehouse, object request)
        where TResponse : class
    {
        WarehouseAnswer answer = await router.SendAsync(context, warehouse, request).ConfigureAwait(false);
        TResponse response = PassedCall.Open(answer, CarriedMessage.ReaderOf<TResponse>());
        router.Answered();
        return response;
    }

    private bool MayBeTriedElsewhere(ServerCallContext context, WarehouseId warehouse, ShardRoute route, RpcException e) => route.Place switch
    {
        RoutePlace.Here => RouteFailure.WasMoved(e),
        RoutePlace.Elsewhere when !CallRouter.IsDirect(context) => router.NoteFailure(warehouse, route, e),
        _ => false,
    };
}
