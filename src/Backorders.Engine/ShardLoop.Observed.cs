using Backorders.Domain;
using Backorders.Domain.Commands;
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
        foreach (StoredTurn turn in turns)
        {
            if (turn.BecameReady.Count > 0 && work.TryGetValue(turn.Turn.Warehouse, out WorkSignal? signal))
            {
                signal.Raise(turn.BecameReady);
            }
        }
    }
}
