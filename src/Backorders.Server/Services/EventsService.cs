using Backorders.Domain;
using Backorders.Domain.Views;
using Backorders.Engine;
using Backorders.Server.Mapping;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// What happened, for whoever follows. The engine's feed reads the journal until a follower has caught up and then hands it each turn as it becomes durable;
/// a slow client holds up nobody but itself.
/// </summary>
internal sealed class EventsService(CommandGate gate) : V1.Events.EventsBase
{
    /// <summary>After so many turns that the filter kept back, the client is told how far the stream has got.</summary>
    private const int SilentTurnsMax = 1_000;

    public override async Task Subscribe(V1.SubscribeRequest request, IServerStreamWriter<V1.SubscribeResponse> responseStream, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        EventFilter filter = Filter(request, caller);
        if (request.Cursor < 0 || request.Cursor > gate.Engine.HighWater(warehouse))
        {
            throw RefusalStatus.ToException(Refused.Because(
                Refusal.InvalidValue, $"cursor: {request.Cursor} is not one that this warehouse gave.", ("cursor", request.Cursor)));
        }

        TaskBook tasks = new();
        int silent = 0;
        await foreach (FeedItem item in gate.Engine.FollowAsync(warehouse, request.Cursor, context.CancellationToken).ConfigureAwait(false))
        {
            V1.SubscribeResponse message = new() { Cursor = item.HighWater };
            if (item.Turn is { } turn)
            {
                await LearnAsync(warehouse, turn, tasks).ConfigureAwait(false);
                message.Cursor = turn.Seq;
                message.Events.AddRange(EventForms.Of(turn, tasks).Where(filter.Passes));
                tasks.Forget(turn.Events);
                if (message.Events.Count > 0)
                {
                    message.At = turn.At.ToTimestamp();
                    message.Actor = turn.Actor;
                }
                else if (++silent < SilentTurnsMax)
                {
                    continue;
                }
            }

            silent = 0;
            await responseStream.WriteAsync(message).ConfigureAwait(false);
        }

        context.CancellationToken.ThrowIfCancellationRequested();
        throw RefusalStatus.ToException(Refused.Because(Refusal.NotReady, "The node stops; subscribe again from the last cursor."));
    }

    private static EventFilter Filter(V1.SubscribeRequest request, Caller caller)
    {
        Border border = default;
        if (request.OrderNo.Length > 0)
        {
            border.OrderNo(request.OrderNo);
        }

        if (request.Sku.Length > 0)
        {
            border.Sku(request.Sku);
        }

        foreach (V1.EventKind kind in request.Kinds)
        {
            if (kind == V1.EventKind.Unspecified || !Enum.IsDefined(kind))
            {
                border.Note(Refusal.InvalidValue, "kinds", $"{(int)kind} is not one of the known kinds");
            }
        }

        return border.Refused is { } refused
            ? throw RefusalStatus.ToException(refused)
            : new EventFilter(caller.Owner?.Value, (caller.Roles & Role.Supervisor) != 0, request.Kinds, request.OrderNo, request.Sku);
    }

    private async ValueTask LearnAsync(WarehouseId warehouse, CommittedTurn turn, TaskBook tasks)
    {
        tasks.Learn(turn.Events);
        List<TaskId> missing = tasks.Missing(turn.Events);
        List<LineKey> lines = tasks.MissingLines(turn.Events);
        if (missing.Count == 0 && lines.Count == 0)
        {
            return;
        }

        QueryOutcome<(TaskView[] Tasks, (LineKey Line, Sku Sku)[] Lines)> found = await gate.Engine
            .QueryAsync(warehouse, (w, _) => Look(w, missing, lines)).ConfigureAwait(false);
        if (found.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        foreach (TaskView task in found.Value.Tasks)
        {
            tasks.Note(task.Task, task.Item, task.Line, task.Quantity);
        }

        foreach ((LineKey line, Sku sku) in found.Value.Lines)
        {
            tasks.Note(line, sku);
        }
    }

    private static (TaskView[] Tasks, (LineKey Line, Sku Sku)[] Lines) Look(Warehouse warehouse, List<TaskId> tasks, List<LineKey> lines) =>
        ([.. tasks.Select(warehouse.GetTask).OfType<TaskView>()], [.. lines.Select(warehouse.GetLine).OfType<LineView>().Select(l => (l.Line, l.Sku))]);
}
