using System.Runtime.CompilerServices;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Nodes.V1;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Rows;
using Backorders.Server.Calls;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Events;
using Backorders.Server.Refusals;
using Backorders.Server.Routing;

namespace Backorders.Server.Services;

/// <summary>
/// What happened in a warehouse, in the words of the contract: what streams and webhooks are made from. The warehouse's feed reads the journal until a follower
/// has caught up and then hands it each turn as it becomes durable; a slow follower holds up nobody but itself.
/// </summary>
internal sealed class EventFeed(CommandGate gate, CallRouter? router = null, IReadModelQueries? rows = null)
{
    /// <summary>What nodes ask each other for an event's names; no method of the public contract.</summary>
    public const string TasksPath = "nodes/TasksAndLines";

    /// <summary>After this many turns without a matching event, a follower is sent its cursor, whether or not a heartbeat is due.</summary>
    private const int SilentTurnsMax = 1_000;

    /// <summary>Why a warehouse cannot be followed from a cursor; null when it can.</summary>
    public async Task<Refused?> RefuseAsync(WarehouseId warehouse, long cursor)
    {
        if (router?.Calls is not null && router.Routes.RouteOf(warehouse).Place != RoutePlace.Here)
        {
            long reach = await gate.Warehouses.ReadHighWaterAsync(warehouse, CancellationToken.None).ConfigureAwait(false);
            return cursor >= 0 && cursor <= reach ? null : BeyondReach(warehouse, cursor, reach);
        }

        // Asked of the warehouse, and not of its feed, because a node that still reads its journal knows no cursor yet and must not call a good one bad.
        QueryOutcome<Instant> known = await gate.Warehouses.AskAsync(warehouse, new TellTime()).ConfigureAwait(false);
        return known.Refused ?? (cursor >= 0 && cursor <= known.Seq ? null : BeyondReach(warehouse, cursor, known.Seq));
    }

    public static Refused BeyondReach(WarehouseId warehouse, long cursor, long reach) => Refused.Because(
        Refusal.InvalidValue, $"cursor: {cursor} is not one that warehouse {warehouse} gave; its cursors reach from 0 to {reach}.", ("cursor", cursor), ("high_water", reach));

    /// <summary>
    /// Follows a warehouse that this node serves, until it does so no more: one message for each decision of which something passes the filter, and heartbeats.
    /// </summary>
    /// <exception cref="JournalException">The journal cannot be read now.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The cursor is beyond the end.</exception>
    public IAsyncEnumerable<V1.SubscribeResponse> FollowAsync(WarehouseId warehouse, long cursor, EventFilter filter, CancellationToken cancellation) =>
        TellAsync(gate.Warehouses.FollowAsync(warehouse, cursor, cancellation), warehouse, filter, cancellation);

    /// <summary>The same wherever the warehouse is served, and on when it moves, where nodes pass calls on. Ends when the node stops.</summary>
    /// <exception cref="JournalException">The journal cannot be read now.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The cursor is beyond the end.</exception>
    public IAsyncEnumerable<V1.SubscribeResponse> FollowAnywhereAsync(WarehouseId warehouse, long cursor, EventFilter filter, CancellationToken cancellation) =>
        router?.Calls is { } calls
            ? TellAsync(calls.FollowAnywhereAsync(warehouse, cursor, cancellation), warehouse, filter, cancellation)
            : FollowAsync(warehouse, cursor, filter, cancellation);

    private async IAsyncEnumerable<V1.SubscribeResponse> TellAsync(
        IAsyncEnumerable<FeedItem> turns, WarehouseId warehouse, EventFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Knowledge knowledge = new(gate.Warehouses, router?.Calls, router?.Patience ?? default, rows, warehouse);
        int silent = 0;
        await foreach (FeedItem item in turns.ConfigureAwait(false))
        {
            V1.SubscribeResponse message = new() { Cursor = item.HighWater };
            if (item.Turn is { } turn)
            {
                await knowledge.LearnAsync(turn, cancellation).ConfigureAwait(false);
                message.Events.AddRange(EventForms.Of(turn, knowledge.Tasks).Where(filter.Passes));
                knowledge.Tasks.Follow(turn.Events);
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
            message.HighWater = Math.Max(router?.Calls?.Heard(warehouse) ?? gate.Warehouses.HighWater(warehouse), message.Cursor);
            message.SentAt = gate.Now.ToTimestamp();
            yield return message;
        }
    }

    /// <summary>What one follower knows of tasks and lines, and where it looks for what it does not know.</summary>
    private sealed class Knowledge(IWarehouses warehouses, IWarehouseCalls? calls, TimeSpan patience, IReadModelQueries? rows, WarehouseId warehouse)
    {
        /// <summary>The node itself asks.</summary>
        private static readonly CallerRights Nobody = new("node", null, 0, []);

        private bool hasReadBack;

        public TaskBook Tasks { get; } = new();

        public async ValueTask LearnAsync(CommittedTurn turn, CancellationToken cancellation)
        {
            Tasks.Learn(turn.Events);
            List<TaskId> missing = Tasks.Missing(turn.Events);
            List<LineKey> lines = Tasks.MissingLines(turn.Events);
            if (missing.Count == 0 && lines.Count == 0)
            {
                return;
            }

            await AskAsync(missing, lines).ConfigureAwait(false);
            if (!hasReadBack && Tasks.Missing(turn.Events).Count > 0)
            {
                hasReadBack = true;
                await ReadBackAsync(turn.Seq, cancellation).ConfigureAwait(false);
            }

            await ReadLinesAsync(Tasks.MissingLines(turn.Events), cancellation).ConfigureAwait(false);
            Tasks.Learn(turn.Events);
        }

        /// <summary>Lines that the warehouse has forgotten stand in the rows for ever. Asked for by events of former journals alone: others say their SKU.</summary>
        private async Task ReadLinesAsync(List<LineKey> lines, CancellationToken cancellation)
        {
            foreach (LineKey line in rows is null ? [] : lines)
            {
                if (await ReportDesk.ReadAsync(() => rows!.FindLineAsync(warehouse, line, cancellation)).ConfigureAwait(false) is LineRow found)
                {
                    Tasks.Note(line, found.Sku);
                }
            }
        }

        /// <summary>
        /// The warehouse removes finished tasks from memory, and knows only what units a task has now. For a follower that resumes after that, or where a former
        /// journal does not say a task's units, the journal is read once from its beginning up to the follower's cursor.
        /// </summary>
        private async Task ReadBackAsync(long upToSeq, CancellationToken cancellation)
        {
            IAsyncEnumerable<FeedItem> turns = calls?.FollowAnywhereAsync(warehouse, 0, cancellation) ?? warehouses.FollowAsync(warehouse, 0, cancellation);
            await foreach (FeedItem item in turns.ConfigureAwait(false))
            {
                if (item.HighWater >= upToSeq)
                {
                    return;
                }

                if (item.Turn is { } turn)
                {
                    Tasks.Learn(turn.Events);
                    Tasks.Follow(turn.Events);
                }
            }
        }

        private async Task AskAsync(List<TaskId> tasks, List<LineKey> lines)
        {
            if (calls is not null)
            {
                WarehouseRequest request = new(warehouse, TasksPath, TaskNames.Ask(warehouse, tasks, lines), Nobody);
                TaskNames.Learn(PassedCall.Open(
                    await calls.SendAsync(request, patience).ConfigureAwait(false), TasksAndLinesResponse.Parser.ParseFrom), Tasks);
                return;
            }

            QueryOutcome<TasksAndLines> found = await warehouses.AskAsync(warehouse, new FindTasksAndLines(tasks, lines)).ConfigureAwait(false);
            if (found.Refused is { } refused)
            {
                throw RefusalStatus.ToException(refused);
            }

            foreach (TaskView task in found.Value!.Tasks)
            {
                Tasks.NoteAsked(task.Task, task.Item, task.Line, task.Quantity);
            }

            foreach (LineView line in found.Value.Lines)
            {
                Tasks.Note(line.Line, line.Sku);
            }
        }
    }
}
