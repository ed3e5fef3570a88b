using Akka.Actor;
using Backorders.Actors.Sessions;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Warehouses;

/// <summary>What the session met, in the log and in figures; and its snapshots.</summary>
internal sealed partial class WarehouseGateway : ISessionObserver
{
    void ISessionObserver.CommandRefused(Refusal reason) => parts.Instruments?.Refused(reason);

    void ISessionObserver.AnsweredAgain() => parts.Instruments?.AnsweredAgain();

    void ISessionObserver.CommandFailed(string incident, Command command, CommandKey key, Exception fault)
    {
        CommandFailed(setup.Id.Value, incident, command.GetType().Name, key.ToString(), fault);
        parts.Instruments?.Quarantined();
    }

    void ISessionObserver.ClockStopped(WarehouseId warehouse, Instant due) => ClockStopped(warehouse.Value, due.ToString());

    void ISessionObserver.InvariantBroken(WarehouseId warehouse, long seq, string fault)
    {
        place.NoteInvariantFault();
        parts.Instruments?.InvariantBroken();
        InvariantBroken(warehouse.Value, seq, fault);
    }

    private void NoteLanded(Landed row)
    {
        failedWrites = 0;
        unwritten.Reset();
        snapshots.NoteLanded(row.Row, row.LastSeq, Self);
        TellDurable();
    }

    private void NoteSnapshot(SnapshotKeeper.Done done)
    {
        if (done.Failure is null)
        {
            parts.Instruments?.SnapshotWritten(done.Seconds);
            SnapshotWritten(setup.Id.Value, done.LastSeq, done.Seconds);
        }
        else
        {
            SnapshotFailed(setup.Id.Value, done.LastSeq, done.Failure);
        }

        snapshots.NoteDone();
        if (isClosed && actor is null)
        {
            Context.Stop(Self);
        }
    }
}
