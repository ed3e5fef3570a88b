using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Serialization;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;

namespace Backorders.Testing.Actors;

/// <summary>The journal plugin of <see cref="TroubledTurnStore"/>.</summary>
internal sealed class TroubledJournal : AsyncWriteJournal
{
    private readonly TroubledTurnStore store = Context.System.Settings.Setup.Get<TroubledTurnStore.Access>().Value.Store;
    private readonly Serialization serialization = Context.System.Serialization;

    private MemoryTables Tables => store.Inner.Tables;

    /// <inheritdoc/>
    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        await store.RecoverAsync();
        return Tables.Count(persistenceId);
    }

    /// <inheritdoc/>
    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (StoredPayload row in Tables.Range(persistenceId, fromSequenceNr, toSequenceNr))
        {
            store.NoteReplayed();
            recoveryCallback(new Persistent(serialization.Deserialize(row.Bytes, row.Serializer, row.Manifest), row.Row, persistenceId, row.Manifest));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        List<Exception> rejected = [];
        foreach (AtomicWrite write in messages)
        {
            IPersistentRepresentation message = ((IImmutableList<IPersistentRepresentation>)write.Payload).Single();
            TurnBatch row = (TurnBatch)message.Payload;
            SerializerWithStringManifest serializer = (SerializerWithStringManifest)serialization.FindSerializerFor(row);
            StoredPayload payload = new(message.SequenceNr, serializer.Identifier, serializer.Manifest(row), serializer.ToBinary(row));
            try
            {
                await store.WriteAsync(row, () =>
                {
                    Tables.Add(write.PersistenceId, [payload]);
                    return Task.CompletedTask;
                });
                rejected.Add(null!);
            }
            catch (RejectedWriteException e)
            {
                rejected.Add(e);
            }
        }

        return rejected.ToImmutableList();
    }

    /// <inheritdoc/>
    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) =>
        Task.FromException(new NotSupportedException("A stored row is never removed."));
}
