using System.Collections.Concurrent;
using Backorders.Domain;
using Backorders.Engine.Calls;
using Backorders.Server.Calls;
using Backorders.Server.Security;
using Backorders.Engine;
using Backorders.Grpc.Server;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Routing;

/// <summary>
/// Takes calls to the node that serves their warehouse: what the <see cref="RoutingFilter"/>, for calls of one request, and the streams in <c>Services/</c> share.
/// A call that was forwarded once says so and is never forwarded again.
/// </summary>
internal sealed partial class CallRouter(
    IWarehouseRoutes routes, IWarehouseHost host, PeerChannels peers, NodeClock clock, ClusterSettings settings, ServerInstruments instruments, ILogger<CallRouter> logger)
{
    /// <summary>The metadata that says how a call wants to be routed.</summary>
    public const string RouteHeader = "backorders-route";

    /// <summary>Its value for a call that wants to be answered by the owner or not at all: sent by nodes that forward, and by clients that go straight.</summary>
    public const string Direct = "direct";

    /// <summary>Kept back of the caller's deadline, so that a refusal still reaches it.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(100);

    /// <summary>How late whoever passes calls on may find that one has waited for long enough.</summary>
    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(200);

    /// <summary>A leg that ran this long was a good one: what ends it is no reason to wait longer before the next.</summary>
    private static readonly TimeSpan GoodLeg = TimeSpan.FromSeconds(2);

    /// <summary>One node's loss is one story, however many calls it ends.</summary>
    private static readonly TimeSpan WarnEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, long> lastWarned = new(StringComparer.Ordinal);

    /// <summary>Whether other nodes may serve warehouses.</summary>
    public bool IsShared => routes.IsShared;

    /// <summary>Who serves what.</summary>
    public IWarehouseRoutes Routes => routes;

    /// <summary>Takes calls to their warehouse's node; null for a node alone, and where calls are forwarded by gRPC.</summary>
    public IWarehouseCalls? Calls { get; } = host.IsShared ? host as IWarehouseCalls : null;

    /// <summary>How long a call waits for somebody who serves its warehouse.</summary>
    public TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(settings.RouteWaitMilliseconds);

    /// <summary>The clock of waits.</summary>
    public TimeProvider Waiting => clock.Waiting;

    /// <summary>Whether the call is to be answered here or not at all.</summary>
    public static bool IsDirect(ServerCallContext context) => string.Equals(context.RequestHeaders.GetValue(RouteHeader), Direct, StringComparison.OrdinalIgnoreCase);

    /// <summary>The node of a route that is elsewhere.</summary>
    public CallInvoker To(ShardRoute route) => peers.To(route.Address!);

    /// <summary>Whoever serves a warehouse elsewhere, for a call with one request.</summary>
    public CallInvoker To(ServerCallContext context, WarehouseId warehouse, ShardRoute route) =>
        Calls is null ? To(route) : new PassedCallInvoker(Calls, warehouse, Caller.Of(context).ToRights(), PatienceOf(context));

    /// <summary>How long a call waits for somebody who serves its warehouse: given up in time for the caller to hear of it.</summary>
    private TimeSpan PatienceOf(ServerCallContext context)
    {
        TimeSpan left = context.Deadline == DateTime.MaxValue ? TimeSpan.MaxValue : context.Deadline - FarewellTime - LookTime - clock.Waiting.GetUtcNow().UtcDateTime;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < Patience ? left : Patience;
    }

    /// <summary>What a forwarded call brings along: the caller's credential, metadata and deadline.</summary>
    public static CallOptions Forwarded(ServerCallContext context, CancellationToken cancellation)
    {
        Metadata headers = context.ForwardedHeaders();
        while (headers.Get(RouteHeader) is { } said)
        {
            // Whatever the caller said: nobody passes this call on again.
            headers.Remove(said);
        }

        headers.Add(RouteHeader, Direct);
        return new CallOptions(headers, context.Deadline == DateTime.MaxValue ? null : context.Deadline, cancellation);
    }

    /// <summary>A search that is given up in time for the caller to hear of it.</summary>
    public RouteSearch Search(ServerCallContext context, WarehouseId warehouse)
    {
        DateTime? end = context.Deadline == DateTime.MaxValue ? null : context.Deadline - FarewellTime;
        return new RouteSearch(routes, clock.Waiting, warehouse, TimeSpan.FromMilliseconds(settings.RouteWaitMilliseconds), end);
    }

    /// <summary>The same for one message of a stream: its stream's deadline is another matter.</summary>
    public RouteSearch Search(WarehouseId warehouse) => new(routes, clock.Waiting, warehouse, TimeSpan.FromMilliseconds(settings.RouteWaitMilliseconds));

    /// <summary>
    /// Serves a stream that is about one warehouse in legs, one after the other: here, or by a stream of its own at the owner. When the warehouse moves, the leg
    /// ends and the next one begins where it is then; while nobody serves it, the client is told nothing and may stay.
    /// </summary>
    /// <param name="context">The client's call.</param>
    /// <param name="warehouse">Which warehouse.</param>
    /// <param name="here">A leg at this node; returns when the stream is at its end.</param>
    /// <param name="elsewhere">A leg at another node; returns when the stream is at its end.</param>
    public async Task RunLegsAsync(
        ServerCallContext context, WarehouseId warehouse, Func<CancellationToken, Task> here, Func<CallInvoker, CallOptions, Task> elsewhere)
    {
        bool direct = IsDirect(context);
        RouteSearch search = direct ? Search(context, warehouse) : new RouteSearch(routes, clock.Waiting, warehouse, Timeout.InfiniteTimeSpan);
        while (true)
        {
            ShardRoute route = await search.NextAsync(context.CancellationToken).ConfigureAwait(false) ?? throw Refuse(warehouse);
            if (!route.IsKnown || (direct && route.Place == RoutePlace.Elsewhere))
            {
                throw Refuse(warehouse, route);
            }

            long began = clock.Waiting.GetTimestamp();
            if (await RunLegAsync(context, warehouse, route, here, elsewhere).ConfigureAwait(false))
            {
                return;
            }

            context.CancellationToken.ThrowIfCancellationRequested();
            if (direct)
            {
                throw Refuse(warehouse);
            }

            if (clock.Waiting.GetElapsedTime(began) > GoodLeg)
            {
                search.Worked();
            }

            search.Failed(route);
        }
    }

    /// <summary>What a caller is told whose warehouse is not served where it asked.</summary>
    public RpcException Refuse(WarehouseId warehouse, ShardRoute? route = null) => RefusalStatus.ToException(RouteRefusal.Of(warehouse, route ?? routes.RouteOf(warehouse)));

    /// <summary>Notes that a call, or a leg of a stream, was answered by another node.</summary>
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

    /// <summary>False when the warehouse left, or its node did, in the middle.</summary>
    private async Task<bool> RunLegAsync(
        ServerCallContext context, WarehouseId warehouse, ShardRoute route, Func<CancellationToken, Task> here, Func<CallInvoker, CallOptions, Task> elsewhere)
    {
        using CancellationTokenSource leg = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, route.Place == RoutePlace.Here ? routes.ServedHere(warehouse) : CancellationToken.None);
        bool away = route.Place == RoutePlace.Elsewhere;
        Task watching = away ? WatchAsync(warehouse, route, leg) : Task.CompletedTask;
        try
        {
            await (away ? elsewhere(To(route), Forwarded(context, leg.Token)) : here(leg.Token)).ConfigureAwait(false);
            if (away)
            {
                Answered();
            }

            return true;
        }
        catch (OperationCanceledException) when (leg.IsCancellationRequested)
        {
            return false;
        }
        catch (RpcException e) when (leg.IsCancellationRequested && e.StatusCode == StatusCode.Cancelled)
        {
            return false;
        }
        catch (RpcException e) when (away ? NoteFailure(warehouse, route, e) : RouteFailure.WasMoved(e))
        {
            return false;
        }
        finally
        {
            await leg.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
        }
    }

    /// <summary>Ends a leg when somebody else serves the warehouse: the node it goes to may hang and never say so.</summary>
    private async Task WatchAsync(WarehouseId warehouse, ShardRoute route, CancellationTokenSource leg)
    {
        try
        {
            await routes.WaitForRouteAsync(warehouse, route, Timeout.InfiniteTimeSpan, leg.Token).ConfigureAwait(false);
            await leg.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The leg is over.
        }
    }
}
