using Backorders.Domain.Actors;
using Backorders.Domain.Allocation;
using Backorders.Domain.Events;
using Backorders.Domain.State;

namespace Backorders.Domain.Handlers;

/// <summary>What falls due by time alone: leases, and whatever stands on the <see cref="Agenda"/>. So every lease and every hold ends.</summary>
internal static class TimeHandler
{
    public static Refused? Handle(TurnContext turn)
    {
        foreach (WorkTask task in turn.State.Board.Expired(turn.Now))
        {
            turn.Emit(new LeaseExpired(task.Id, task.Station, task.Attempts + 1 >= turn.State.Policy.TaskAttemptsMax));
        }

        // A day on which very much falls due is worked off in several turns, so that scanners are answered in between.
        while (turn.Events.Count < Limits.DueEventsMax && turn.State.Agenda.TryTake(turn.Now, out DueKey due))
        {
            Due(due, turn);
        }

        return null;
    }

    private static void Due(DueKey due, TurnContext turn)
    {
        switch (due.Kind)
        {
            case DueKind.HoldEnds when turn.State.FindOrder(due.Order) is { } order:
                Completion.EndHolds(order, ReasonCode.TimedOut, turn);
                break;
            case DueKind.HoldPauseEnds or DueKind.NotBefore when turn.State.FindOrder(due.Order) is { } order:
                OrderHandler.Distribute(order, turn);
                break;
            default:
                break; // it is gone
        }
    }
}
