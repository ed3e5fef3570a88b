using Backorders.Domain;
using Backorders.Journal;
using Backorders.Server.Mapping;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>What happened, for whoever keeps a stream open. What is told is <see cref="EventFeed"/>'s matter.</summary>
internal sealed class EventsService(CommandGate gate, CallRouter router, EventFeed feed, TraceDesk traces, AuditLog audit) : V1.Events.EventsBase
{
    public override Task Subscribe(V1.SubscribeRequest request, IServerStreamWriter<V1.SubscribeResponse> responseStream, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        EventFilter filter = Filter(request, caller);
        if (!router.IsShared)
        {
            return FollowAsync(warehouse, request.Cursor, filter, responseStream.WriteAsync, context.CancellationToken);
        }

        // The next leg goes on behind the last message that was passed on: cursors mean the same on every node.
        long cursor = request.Cursor;
        return router.RunLegsAsync(
            context, warehouse,
            leg => FollowAsync(warehouse, cursor, filter, PassAsync, leg),
            async (node, options) =>
            {
                V1.SubscribeRequest from = request.Clone();
                from.Cursor = cursor;
                using AsyncServerStreamingCall<V1.SubscribeResponse> there = new V1.Events.EventsClient(node).Subscribe(from, options);
                await foreach (V1.SubscribeResponse message in there.ResponseStream.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    await PassAsync(message).ConfigureAwait(false);
                }
            });

        async Task PassAsync(V1.SubscribeResponse message)
        {
            await responseStream.WriteAsync(message).ConfigureAwait(false);
            cursor = message.Cursor;
        }
    }

    public override Task<V1.LineTrace> TraceLine(V1.TraceLineRequest request, ServerCallContext context) =>
        traces.TraceAsync(request, Caller.Of(context), context.CancellationToken);

    private async Task FollowAsync(
        WarehouseId warehouse, long cursor, EventFilter filter, Func<V1.SubscribeResponse, Task> pass, CancellationToken cancellation)
    {
        if (await feed.RefuseAsync(warehouse, cursor).ConfigureAwait(false) is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        try
        {
            await foreach (V1.SubscribeResponse message in feed.FollowAsync(warehouse, cursor, filter, cancellation).ConfigureAwait(false))
            {
                await pass(message).ConfigureAwait(false);
            }
        }
        catch (JournalException e)
        {
            throw RefusalStatus.ToException(Refused.Because(Refusal.StoreUnavailable, $"The journal cannot be read now; subscribe again from the last cursor. {e.Message}"));
        }
        catch (ArgumentOutOfRangeException)
        {
            // The store failed between the check and the first read, and the shard is being read anew.
            throw RefusalStatus.ToException(Refused.Because(Refusal.NotReady, "The warehouse is being read from its journal; subscribe again from the last cursor."));
        }

        cancellation.ThrowIfCancellationRequested();
        throw RefusalStatus.ToException(Refused.Because(Refusal.NotReady, "The node stops; subscribe again from the last cursor."));
    }

    private EventFilter Filter(V1.SubscribeRequest request, Caller caller)
    {
        Border border = default;
        border.EventFilter(request.Kinds, request.OrderNo, request.Sku);
        OwnerId? owner = border.OptionalOwner(request.Owner);
        return border.Refused is { } refused
            ? throw RefusalStatus.ToException(refused)
            : new EventFilter(
                caller.ForOwner(owner, audit)?.Value, (caller.Roles & Role.Supervisor) != 0, request.Kinds, request.OrderNo, request.Sku);
    }
}
