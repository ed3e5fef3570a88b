using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Grpc.Server;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Routing;

/// <summary>
/// Takes each call with one request to the node that serves its warehouse: the handler here, or the same call there. When the warehouse moves meanwhile, the same
/// request goes to its next node, which is safe because every change carries its key. A node alone passes everything on at once.
/// </summary>
internal sealed class RoutingFilter(CallRouter router) : IServerCallFilter
{
    /// <inheritdoc/>
    public Task InvokeAsync(ServerCallContext context, ServerCallNext next) =>
        router.IsShared && RoutedCalls.Has(context.Method) ? RouteAsync(context, next) : next(context);

    private async Task RouteAsync(ServerCallContext context, ServerCallNext next)
    {
        object request = await context.PeekRequestAsync().ConfigureAwait(false);

        // A warehouse that the key is not good for is no warehouse: the handler says so, and nobody learns where it is.
        if (RoutedCalls.WarehouseIn(context.Method, request) is not { } warehouse || Caller.Of(context).RefuseWarehouse(warehouse) is not null)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        RouteSearch search = router.Search(context, warehouse);
        RpcException? last = null;
        while (true)
        {
            ShardRoute route = await search.NextAsync(context.CancellationToken).ConfigureAwait(false) ?? throw last ?? router.Refuse(warehouse);
            last = route.Place switch
            {
                RoutePlace.Here => await HereAsync(context, next).ConfigureAwait(false),
                RoutePlace.Elsewhere when !CallRouter.IsDirect(context) => await ElsewhereAsync(context, warehouse, route).ConfigureAwait(false),
                RoutePlace.Unknown => await UnknownAsync(context, next).ConfigureAwait(false),
                _ => throw router.Refuse(warehouse, route),
            };
            if (last is null)
            {
                return;
            }

            search.Failed(route);
        }
    }

    /// <summary>Null when it was answered; else why it may be tried elsewhere.</summary>
    private static async Task<RpcException?> HereAsync(ServerCallContext context, ServerCallNext next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            return null;
        }
        catch (RpcException e) when (RouteFailure.WasMoved(e) && !context.HasAnswered())
        {
            return e;
        }
    }

    /// <summary>The handler's own answer.</summary>
    private static async Task<RpcException?> UnknownAsync(ServerCallContext context, ServerCallNext next)
    {
        await next(context).ConfigureAwait(false);
        return null;
    }

    /// <summary>Null when it was answered; else why it may be tried elsewhere.</summary>
    private async Task<RpcException?> ElsewhereAsync(ServerCallContext context, WarehouseId warehouse, ShardRoute route)
    {
        try
        {
            await context.ForwardAsync(router.To(context, warehouse), new CallOptions([], null, context.CancellationToken)).ConfigureAwait(false);
            router.Answered();
            return null;
        }
        catch (RpcException e) when (router.NoteFailure(warehouse, route, e) && !context.HasAnswered())
        {
            return e;
        }
    }
}
