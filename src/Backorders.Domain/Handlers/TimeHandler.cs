using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>What falls due by time alone: leases, and whatever stands on the <see cref="Agenda"/>. So every lease and every hold ends.</summary>
internal static class TimeHandler
{
    public static Refused? Handle(TurnContext turn)
    {
        turn.Deliver(new EndLeases());

        // A day on which very much falls due is worked off in several turns, so that scanners are answered in between.
        int queues = 0;
        while (turn.Events.Count < Limits.DueEventsMax && queues < Limits.DueQueuesMax && turn.State.Agenda.TryTake(turn.Now, out DueKey due))
        {
            if (due.Kind == DueKind.DayBegins)
            {
                turn.Emit(new DayBegan(turn.State.Clock.Today));
                continue;
            }

            queues += due.Kind == DueKind.QueueAges ? 1 : 0;
            turn.Deliver(due.ToMessage());
        }

        return null;
    }
}
