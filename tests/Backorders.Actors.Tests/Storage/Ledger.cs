using Akka.Actor;
using Akka.Persistence;
using Backorders.Actors.Turns;
using Backorders.Domain.Events;

namespace Backorders.Actors.Tests.Storage;

/// <summary>The smallest warehouse that persists: each message <see cref="Add"/> is a batch of turns upon what it knows. It tells a probe all that becomes of it.</summary>
internal sealed class Ledger : UntypedPersistentActor
{
    private readonly IActorRef probe;
    private readonly bool stopsWhenRejected;

    public Ledger(string warehouse, IActorRef probe, bool stopsWhenRejected = true)
    {
        (PersistenceId, this.probe, this.stopsWhenRejected) = (warehouse, probe, stopsWhenRejected);
    }

    /// <summary>Persist a batch of so many turns.</summary>
    public sealed record Add(int Turns, int BodyBytes = 0) : INoSerializationVerificationNeeded;

    /// <summary>Persist something that has no serializer.</summary>
    public sealed record AddForeign : INoSerializationVerificationNeeded;

    /// <summary>Save what was folded so far as a snapshot.</summary>
    public sealed record Save : INoSerializationVerificationNeeded;

    /// <summary>Where it stands after recovery: rows, turns, chain.</summary>
    public sealed record Recovered(string Warehouse, long Row, long Turn, ChainHash Head, long FromSnapshot) : INoSerializationVerificationNeeded;

    /// <summary>A batch is durable.</summary>
    public sealed record Stored(string Warehouse, long Row, long Turn) : INoSerializationVerificationNeeded;

    /// <summary>A batch is not durable, or nobody knows.</summary>
    public sealed record Failed(string Warehouse, long Row, Exception Cause) : INoSerializationVerificationNeeded;

    /// <summary>A batch had no bytes.</summary>
    public sealed record Rejected(string Warehouse, long Row, Exception Cause) : INoSerializationVerificationNeeded;

    public override string PersistenceId { get; }

    private long Turn { get; set; }

    private ChainHash Head { get; set; }

    private long FromSnapshot { get; set; }

    public static Props Of(string warehouse, IActorRef probe, bool stopsWhenRejected = true) => Props.Create(() => new Ledger(warehouse, probe, stopsWhenRejected));

    /// <summary>A batch of small turns of a warehouse upon a place of its chain.</summary>
    public static TurnBatch Batch(string warehouse, long lastTurn, ChainHash head, int turns, int bodyBytes = 0) => TurnBatch.Chain(
        lastTurn, head,
        [.. Enumerable.Range(1, turns).Select(i => (ReadOnlyMemory<byte>)TurnCodec.Encode(
            new(new(warehouse), new(lastTurn + i), CommandKey.None, CommandDigest.None, new string('a', bodyBytes), [new TaskStarted(new(lastTurn + i))])))]);

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Add add:
                PersistAsync(Batch(PersistenceId, Turn, Head, add.Turns, add.BodyBytes), batch =>
                {
                    Fold(batch);
                    probe.Tell(new Stored(PersistenceId, LastSequenceNr, Turn));
                });
                break;
            case AddForeign:
                PersistAsync(new Foreign("x"), _ => probe.Tell(new Stored(PersistenceId, LastSequenceNr, Turn)));
                break;
            case Save:
                SaveSnapshot(new StoredSnapshot(Turn, Head, 7, [new byte[] { 1, 2, 3 }]));
                break;
            case SaveSnapshotSuccess or SaveSnapshotFailure:
                probe.Tell(message);
                break;
        }
    }

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: StoredSnapshot snapshot } offer:
                (Turn, Head, FromSnapshot) = (snapshot.Seq, snapshot.Head, offer.Metadata.SequenceNr);
                break;
            case TurnBatch batch:
                Fold(batch);
                break;
            case RecoveryCompleted:
                probe.Tell(new Recovered(PersistenceId, LastSequenceNr, Turn, Head, FromSnapshot));
                break;
        }
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => probe.Tell(new Failed(PersistenceId, sequenceNr, cause));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        probe.Tell(new Rejected(PersistenceId, sequenceNr, cause));
        if (stopsWhenRejected)
        {
            Context.Stop(Self);
        }
    }

    /// <summary>What the product's recovery checks as well: the next turn, on the chain.</summary>
    private void Fold(TurnBatch batch)
    {
        if (batch.FirstSeq != Turn + 1 || batch.Before != Head)
        {
            throw new InvalidOperationException($"Row with turns {batch.FirstSeq} to {batch.LastSeq} does not follow turn {Turn}.");
        }

        _ = batch.Read();
        (Turn, Head) = (batch.LastSeq, batch.After);
    }

    private sealed record Foreign(string Text);
}
