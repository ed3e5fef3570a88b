using Akka.Actor;
using Akka.Persistence;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;

namespace Backorders.Actors.Warehouses;

/// <summary>Getting the state back, and losing it.</summary>
internal sealed partial class WarehouseActor
{
    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: KeptState offered }:
                kept = offered;
                break;
            case SnapshotOffer { Snapshot: FoldedState state }:
                building = state.Fold;
                break;
            case TurnBatch row when kept is null:
                SessionBatches.Fold(building, warehouse, row);
                break;
            case TurnBatch row:
                throw new SessionOvertakenException($"Turn {row.FirstSeq} came while the session that stands at {kept.Place.LastSeq} was to be taken up again.");
            case RecoveryCompleted:
                Confirm();
                break;
        }
    }

    /// <inheritdoc/>
    /// <remarks>If a row was read, its fold failed: the journal is damaged. If none was, reading failed: the store may be away for a moment, unless the error says that the row's content is unknown.</remarks>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        bool isDamaged = reason is not SessionOvertakenException
            && (message is TurnBatch || reason is FormatException or JournalCorruptException or System.Runtime.Serialization.SerializationException);
        gateway.Tell(new WarehouseGateway.Ended(isDamaged ? WarehouseEnd.Damaged : WarehouseEnd.NotRecovered, reason));
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        session.FailBatch();
        gateway.Tell(new WarehouseGateway.Ended(WarehouseEnd.WriteFailed, cause));
    }

    /// <inheritdoc/>
    /// <remarks>A rejected event is not stored, but its number is used up: an actor that continued would leave a gap.</remarks>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        session.FailBatch();
        End(WarehouseEnd.WriteFailed, cause);
    }

    /// <summary>Waits until the rows that were read cannot be lost any more; no answer may rest on them before. Until then the gateway gives no calls, because it was not told of the recovery's end.</summary>
    private void Confirm()
    {
        ValueTask confirmed = parts.Store.ConfirmAsync(CancellationToken.None);
        if (confirmed.IsCompletedSuccessfully)
        {
            Begin();
            return;
        }

        confirmed.AsTask().PipeTo(self, success: static () => Confirmed.Instance, failure: static e => new NotConfirmed(e));
    }

    private void Begin()
    {
        IReadOnlyList<StoredTurn> caughtUp = [];
        if (kept is { } state)
        {
            if (!session.TryResume(state.Place, out caughtUp))
            {
                End(WarehouseEnd.NotRecovered, new SessionOvertakenException($"The session cannot be taken up again at {state.Place.LastSeq}: its row was refused twice."));
                return;
            }
        }
        else
        {
            session.Abandon();
            place.Feed.Begin(building.LastSeq);
            session.Begin(building);
            place.Work.RaiseForAll(); // of turns that landed without a word nobody has been told
        }

        gateway.Tell(new WarehouseGateway.Recovered(LastSequenceNr, session.Durable.LastSeq, kept is not null, building.SnapshotSeq));
        building = new ShardFold();
        if (caughtUp.Count > 0)
        {
            Publish(caughtUp, 0);
        }

        StartWrite();
        HandOut();
        ArmTimer();
    }

    /// <summary>What was read is as durable as it can be.</summary>
    private sealed record Confirmed
    {
        public static readonly Confirmed Instance = new();
    }

    /// <summary>It is not known whether what was read may still be lost.</summary>
    private sealed record NotConfirmed(Exception Cause);
}
