using Backorders.Domain;
using Backorders.Engine;
using Backorders.Grpc.Server;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Grpc.Core;

namespace Backorders.Server.Routing;

/// <summary>
/// The messages of one client's stream on their way to the nodes that serve their warehouses: a <see cref="MessageLane{TRequest, TResponse}"/> for each warehouse,
/// a <see cref="MessageLeg{TRequest, TResponse}"/> to each node. The order of a warehouse's messages is kept; several warehouses do not wait for each other.
/// </summary>
internal sealed class RoutedMessages<TRequest, TResponse>(CommandStream<TRequest, TResponse> stream, CallRouter router, ServerCallContext context) : IAsyncDisposable
    where TRequest : class
    where TResponse : class
{
    /// <summary>
    /// Not the call's token: that fires when the node begins to stop, and what was taken in until then is still answered, here and elsewhere. Its deadline goes
    /// along with what is passed on.
    /// </summary>
    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.GetHttpContext().RequestAborted);
    private readonly Lock gate = new();
    private readonly Dictionary<WarehouseId, MessageLane<TRequest, TResponse>> lanes = [];
    private readonly Dictionary<string, MessageLeg<TRequest, TResponse>> legs = new(StringComparer.Ordinal);
    private readonly Caller caller = Caller.Of(context);

    public CallRouter Router => router;

    /// <summary>Fires when the stream is over.</summary>
    public CancellationToken Ending => ending.Token;

    /// <summary>Sends a message on its way. The task ends with its answer; it fails only with what ends the whole stream.</summary>
    public Task<TResponse> SendAsync(TRequest request)
    {
        // What names no warehouse, or one that the key is not good for, is refused here like any such message.
        if (!WarehouseId.TryCreate(stream.Warehouse(request), out WarehouseId warehouse) || caller.RefuseWarehouse(warehouse) is not null
            || router.Routes.RouteOf(warehouse).Place == RoutePlace.Unknown)
        {
            return AnswerHereAsync(request);
        }

        MessageLane<TRequest, TResponse>? lane;
        lock (gate)
        {
            if (!lanes.TryGetValue(warehouse, out lane))
            {
                lanes.Add(warehouse, lane = new MessageLane<TRequest, TResponse>(this, warehouse));
            }
        }

        return lane.Post(request);
    }

    /// <summary>Has a message answered by this node; null when the warehouse is not here.</summary>
    public async Task<TResponse?> TryHereAsync(TRequest request)
    {
        CommandOutcome outcome = await stream.Submit(request).ConfigureAwait(false);
        return RouteFailure.WasMoved(outcome.Refused) ? null : stream.Answer(request, outcome);
    }

    /// <summary>Has a message answered by the node that a leg goes to; null when the warehouse is not there, or the node is lost.</summary>
    public async Task<TResponse?> TryThereAsync(MessageLeg<TRequest, TResponse> leg, TRequest request)
    {
        TResponse? answer = await leg.SendAsync(request).ConfigureAwait(false);
        return answer is null || RouteFailure.WasMoved(stream.RefusalIn(answer)) ? null : answer;
    }

    /// <summary>The answer to a message that is refused without being asked.</summary>
    public TResponse Refuse(TRequest request, Refused refused) => stream.Answer(request, CommandOutcome.Refuse(refused));

    /// <summary>The leg to a node; a new one when there is none, or the last one is over.</summary>
    public MessageLeg<TRequest, TResponse> LegTo(WarehouseId warehouse, ShardRoute route)
    {
        lock (gate)
        {
            if (!legs.TryGetValue(route.Address!, out MessageLeg<TRequest, TResponse>? leg) || leg.IsOver)
            {
                AsyncDuplexStreamingCall<TRequest, TResponse> call = stream.Open(router.To(route), CallRouter.Forwarded(context, Ending));
                legs[route.Address!] = leg = new MessageLeg<TRequest, TResponse>(call, e => router.NoteFailure(warehouse, route, e));
            }

            return leg;
        }
    }

    /// <summary>Nobody listens any more: ends at once what is under way.</summary>
    public Task GiveUpAsync() => ending.CancelAsync();

    /// <summary>Everything has been answered, or nobody listens any more.</summary>
    public async ValueTask DisposeAsync()
    {
        MessageLeg<TRequest, TResponse>[] open;
        lock (gate)
        {
            open = [.. legs.Values];
        }

        foreach (MessageLeg<TRequest, TResponse> leg in open)
        {
            await leg.EndAsync(Ending).ConfigureAwait(false);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        ending.Dispose();
    }

    private async Task<TResponse> AnswerHereAsync(TRequest request) => stream.Answer(request, await stream.Submit(request).ConfigureAwait(false));
}
