using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Nodes.V1;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Events;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>What happened, for whoever keeps a stream open. What is told is <see cref="EventFeed"/>'s matter.</summary>
internal sealed class EventsService(CommandGate gate, EventFeed feed, TraceDesk traces, AuditLog audit) : V1.Events.EventsBase
{
    public override Task Subscribe(V1.SubscribeRequest request, IServerStreamWriter<V1.SubscribeResponse> responseStream, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        EventFilter filter = Filter(request, caller);
        return FollowAsync(warehouse, request.Cursor, filter, responseStream.WriteAsync, context.CancellationToken);
    }

    public override Task<V1.LineTrace> TraceLine(V1.TraceLineRequest request, ServerCallContext context) =>
        traces.TraceAsync(request, Caller.Of(context), context.CancellationToken);

    /// <summary>What an event's tasks and lines are, for a node that tells of it elsewhere.</summary>
    /// <exception cref="RpcException">The warehouse cannot be asked now.</exception>
    public async Task<TasksAndLinesResponse> FindAsync(TasksAndLinesRequest asked)
    {
        QueryOutcome<TasksAndLines> found = await gate.Warehouses.AskAsync(new WarehouseId(asked.Warehouse), TaskNames.Read(asked)).ConfigureAwait(false);
        return found.Refused is { } refused ? throw RefusalStatus.ToException(refused) : TaskNames.Form(found.Value!);
    }

    private async Task FollowAsync(
        WarehouseId warehouse, long cursor, EventFilter filter, Func<V1.SubscribeResponse, Task> pass, CancellationToken cancellation)
    {
        try
        {
            if (await feed.RefuseAsync(warehouse, cursor).ConfigureAwait(false) is { } refused)
            {
                throw RefusalStatus.ToException(refused);
            }

            await foreach (V1.SubscribeResponse message in feed.FollowAnywhereAsync(warehouse, cursor, filter, cancellation).ConfigureAwait(false))
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
                caller.ForOwner(owner, audit)?.Value, caller.TellsBuilding, request.Kinds, request.OrderNo, request.Sku);
    }
}
