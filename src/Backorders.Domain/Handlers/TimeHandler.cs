using Backorders.Domain.Actors;
using Backorders.Domain.Allocation;
using Backorders.Domain.Events;
using Backorders.Domain.State;

namespace Backorders.Domain.Handlers;

/// <summary>What falls due by time alone: leases, holds, and orders whose earliest time has come. So every lease and every hold ends.</summary>
internal static class TimeHandler
{
    public static Refused? Handle(TurnContext turn)
    {
        foreach (WorkTask task in turn.State.Board.Expired(turn.Now))
        {
            turn.Emit(new LeaseExpired(task.Id, task.Station, task.Attempts + 1 >= turn.State.Policy.TaskAttemptsMax));
        }

        foreach (OrderActor order in turn.State.Agenda.ExpiredHolds(turn.Now).Select(l => l.Order).Distinct().ToArray())
        {
            Completion.EndHolds(order, ReasonCode.TimedOut, turn);
        }

        foreach (OrderKey key in turn.State.Agenda.TakeWakes(turn.Now))
        {
            foreach (BackorderLine line in turn.State.FindOrder(key)?.Lines ?? [])
            {
                turn.Send(new DistributeUnits(line.Item));
            }
        }

        return null;
    }
}
