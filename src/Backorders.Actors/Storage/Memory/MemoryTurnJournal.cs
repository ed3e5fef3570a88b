using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Serialization;

namespace Backorders.Actors.Storage.Memory;

/// <summary>The journal plugin in memory.</summary>
public sealed class MemoryTurnJournal : AsyncWriteJournal
{
    private readonly MemoryTables tables = Context.System.Settings.Setup.Get<MemoryStoreSetup>().Value.Tables;
    private readonly Serialization serialization = Context.System.Serialization;

    /// <inheritdoc/>
    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        Task.FromResult(tables.Count(persistenceId));

    /// <inheritdoc/>
    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (StoredPayload row in tables.Range(persistenceId, fromSequenceNr, toSequenceNr).Take((int)Math.Min(max, int.MaxValue)))
        {
            object payload = serialization.Deserialize(row.Bytes, row.Serializer, row.Manifest);
            recoveryCallback(new Persistent(payload, row.Row, persistenceId, row.Manifest));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        ImmutableList<Exception>.Builder rejected = ImmutableList.CreateBuilder<Exception>();
        foreach (AtomicWrite write in messages)
        {
            StoredPayload[] added;
            try
            {
                added = [.. ((IImmutableList<IPersistentRepresentation>)write.Payload).Select(Store)];
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // What has no bytes is rejected, as the other plugins do; what the tables refuse is a failure.
                rejected.Add(e);
                continue;
            }

            tables.Add(write.PersistenceId, added);
            rejected.Add(null!);
        }

        return Task.FromResult<IImmutableList<Exception>>(rejected.ToImmutable());
    }

    /// <inheritdoc/>
    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) =>
        Task.FromException(new NotSupportedException("A stored row is never removed."));

    private StoredPayload Store(IPersistentRepresentation message)
    {
        Serializer serializer = serialization.FindSerializerFor(message.Payload);
        string manifest = serializer is SerializerWithStringManifest named ? named.Manifest(message.Payload) : string.Empty;
        return new(message.SequenceNr, serializer.Identifier, manifest, serializer.ToBinary(message.Payload));
    }
}
