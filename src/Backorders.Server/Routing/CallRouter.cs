using System.Collections.Concurrent;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Server.Calls;
using Backorders.Server.Common;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Routing;

/// <summary>
/// Takes calls to the node that serves their warehouse: what the <see cref="RoutingInterceptor"/>, for calls of one request, and the streams in <c>Services/</c> share.
/// A call that was forwarded once says so and is never forwarded again.
/// </summary>
internal sealed partial class CallRouter(
    IWarehouseRoutes routes, IWarehouseCalls calls, NodeClock clock, ClusterSettings settings, ServerInstruments instruments, ILogger<CallRouter> logger)
{
    /// <summary>The metadata that says how a call wants to be routed.</summary>
    public const string RouteHeader = "backorders-route";

    /// <summary>Its value for a call that wants to be answered by the owner or not at all: sent by nodes that forward, and by clients that go straight.</summary>
    public const string Direct = "direct";

    /// <summary>Kept back of the caller's deadline, so that a refusal still reaches it.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(100);

    /// <summary>By how much the check for calls that have waited too long may be late.</summary>
    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(200);

    /// <summary>The loss of a node is logged once in this time, however many calls it ends.</summary>
    private static readonly TimeSpan WarnEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, long> lastWarned = new(StringComparer.Ordinal);

    /// <summary>Whether other nodes may serve warehouses.</summary>
    public bool IsShared => routes.IsShared;

    /// <summary>Who serves what.</summary>
    public IWarehouseRoutes Routes => routes;

    /// <summary>Takes calls to their warehouse's node; null for a node alone.</summary>
    public IWarehouseCalls? Calls { get; } = routes.IsShared ? calls : null;

    /// <summary>How long a call waits for somebody who serves its warehouse.</summary>
    public TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(settings.RouteWaitMilliseconds);

    /// <summary>The clock of waits.</summary>
    public TimeProvider Waiting => clock.Waiting;

    /// <summary>Whether the call is to be answered here or not at all.</summary>
    public static bool IsDirect(ServerCallContext context) =>
        context is CarriedCallContext || string.Equals(context.GetHttpContext().Request.Headers[RouteHeader], Direct, StringComparison.OrdinalIgnoreCase);

    /// <summary>Passes a call with one request to the node that serves its warehouse.</summary>
    /// <exception cref="InvalidOperationException">This node is alone.</exception>
    public Task<WarehouseAnswer> SendAsync(ServerCallContext context, WarehouseId warehouse, object request)
    {
        IWarehouseCalls others = Calls ?? throw new InvalidOperationException("A node alone has nobody to pass a call on to.");
        return others.SendAsync(new WarehouseRequest(warehouse, context.Method, request, Caller.Of(context).ToRights()), PatienceOf(context)).WaitAsync(context.CancellationToken);
    }

    /// <summary>A search that is given up in time for the caller to hear of it.</summary>
    public RouteSearch Search(ServerCallContext context, WarehouseId warehouse)
    {
        DateTime? end = context.Deadline == DateTime.MaxValue ? null : context.Deadline - FarewellTime;
        return new RouteSearch(routes, clock.Waiting, warehouse, TimeSpan.FromMilliseconds(settings.RouteWaitMilliseconds), end);
    }

    /// <summary>Serves a stream whose client wants this node or none; it is refused when the warehouse is elsewhere, and when it leaves.</summary>
    /// <param name="context">The client's call.</param>
    /// <param name="warehouse">Which warehouse.</param>
    /// <param name="serve">Serves it until it is at its end, or the token fires.</param>
    /// <exception cref="RpcException">The warehouse is not served here, or not any more.</exception>
    public async Task ServeHereAsync(ServerCallContext context, WarehouseId warehouse, Func<CancellationToken, Task> serve)
    {
        ShardRoute route = await Search(context, warehouse).NextAsync(context.CancellationToken).ConfigureAwait(false) ?? throw Refuse(warehouse);
        if (route.Place != RoutePlace.Here)
        {
            throw Refuse(warehouse, route);
        }

        using CancellationTokenSource here = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, routes.ServedHere(warehouse));
        try
        {
            await serve(here.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (here.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw Refuse(warehouse);
        }
    }

    /// <summary>The refusal for a caller whose warehouse is not served where it asked.</summary>
    public RpcException Refuse(WarehouseId warehouse, ShardRoute? route = null) => RefusalStatus.ToException(RouteRefusal.Of(warehouse, route ?? routes.RouteOf(warehouse)));

    /// <summary>Notes that a call was answered by another node.</summary>
    public void Answered() => instruments.Forwarded("answered");

    /// <summary>Notes that another node did not serve the warehouse.</summary>
    public void Moved(WarehouseId warehouse, ShardRoute route)
    {
        instruments.Forwarded("moved");
        LogMoved(warehouse, route.NodeId, route.Address);
    }

    /// <summary>Notes that another node could not be reached, or was lost.</summary>
    public void Lost(WarehouseId warehouse, ShardRoute route, string why)
    {
        instruments.Forwarded("lost");
        long now = clock.Waiting.GetTimestamp();
        if (lastWarned.TryGetValue(route.Address!, out long before) && clock.Waiting.GetElapsedTime(before, now) < WarnEvery)
        {
            LogLostToo(warehouse, route.NodeId, route.Address, why);
            return;
        }

        lastWarned[route.Address!] = now;
        LogLost(warehouse, route.NodeId, route.Address, why);
    }

    /// <summary>Notes what became of a forwarded call that failed; true when it may be tried elsewhere.</summary>
    public bool NoteFailure(WarehouseId warehouse, ShardRoute route, RpcException e)
    {
        if (RouteFailure.WasMoved(e))
        {
            Moved(warehouse, route);
            return true;
        }

        if (RouteFailure.WasLost(e))
        {
            Lost(warehouse, route, e.Status.Detail);
            return true;
        }

        if (e.StatusCode == StatusCode.Unauthenticated)
        {
            LogKeyUnknownThere(route.NodeId, route.Address);
        }

        Answered();
        return false;
    }

    /// <summary>How long a call waits for somebody who serves its warehouse: given up in time for the caller to hear of it.</summary>
    private TimeSpan PatienceOf(ServerCallContext context)
    {
        TimeSpan left = context.Deadline == DateTime.MaxValue ? TimeSpan.MaxValue : context.Deadline - FarewellTime - LookTime - clock.Waiting.GetUtcNow().UtcDateTime;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < Patience ? left : Patience;
    }
}
