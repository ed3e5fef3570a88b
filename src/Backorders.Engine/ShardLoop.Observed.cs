using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Engine.Sessions;
using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>What the session met, in the log and in figures, and whom its turns concern.</summary>
internal sealed partial class ShardLoop
{
    void ISessionObserver.CommandRefused(Refusal reason) => instruments?.Refused(reason);

    void ISessionObserver.AnsweredAgain() => instruments?.AnsweredAgain();

    void ISessionObserver.CommandFailed(string incident, Command command, CommandKey key, Exception fault)
    {
        CommandFailed(shard, incident, command.GetType().Name, key.ToString(), fault);
        instruments?.Quarantined();
    }

    void ISessionObserver.ClockStopped(WarehouseId warehouse, Instant due) => ClockStopped(shard, warehouse.Value, due.ToString());

    void ISessionObserver.InvariantBroken(WarehouseId warehouse, long seq, string fault)
    {
        InvariantFaults++;
        instruments?.InvariantBroken();
        InvariantBroken(shard, warehouse.Value, seq, fault);
    }

    private void RaiseWork(IReadOnlyList<StoredTurn> turns)
    {
        foreach ((WarehouseId id, WorkSignal signal) in work)
        {
            if (turns.Any(t => t.Turn.Warehouse == id && HasWork(t.Turn.Events)))
            {
                signal.Raise();
            }
        }
    }

    private static bool HasWork(IReadOnlyList<Event> events)
    {
        for (int i = 0; i < events.Count; i++)
        {
            if (WorkSignal.MakesWork(events[i]))
            {
                return true;
            }
        }

        return false;
    }
}
