using Backorders.Domain;
using Backorders.Journal;
using Backorders.Server.Mapping;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>What happened, for whoever keeps a stream open. What is told is <see cref="EventFeed"/>'s matter.</summary>
internal sealed class EventsService(CommandGate gate, EventFeed feed, TraceDesk traces, AuditLog audit) : V1.Events.EventsBase
{
    public override async Task Subscribe(V1.SubscribeRequest request, IServerStreamWriter<V1.SubscribeResponse> responseStream, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        EventFilter filter = Filter(request, caller);
        if (await feed.RefuseAsync(warehouse, request.Cursor).ConfigureAwait(false) is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        try
        {
            await foreach (V1.SubscribeResponse message in feed.FollowAsync(warehouse, request.Cursor, filter, context.CancellationToken).ConfigureAwait(false))
            {
                await responseStream.WriteAsync(message).ConfigureAwait(false);
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

        context.CancellationToken.ThrowIfCancellationRequested();
        throw RefusalStatus.ToException(Refused.Because(Refusal.NotReady, "The node stops; subscribe again from the last cursor."));
    }

    public override Task<V1.LineTrace> TraceLine(V1.TraceLineRequest request, ServerCallContext context) =>
        traces.TraceAsync(request, Caller.Of(context), context.CancellationToken);

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
