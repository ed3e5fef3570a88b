using Akka.Persistence;
using Akka.Persistence.Snapshot;
using Akka.Serialization;

namespace Backorders.Actors.Storage.Memory;

/// <summary>The snapshot plugin in memory.</summary>
public sealed class MemoryStateStore : SnapshotStore
{
    private readonly MemoryTables tables = Context.System.Settings.Setup.Get<MemoryStoreSetup>().Value.Tables;
    private readonly Serialization serialization = Context.System.Serialization;

    /// <inheritdoc/>
    protected override Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        StoredPayload? found = tables.Snapshots(persistenceId).FirstOrDefault(s => s.Row <= criteria.MaxSequenceNr);
        return Task.FromResult(found is null
            ? null
            : new SelectedSnapshot(new(persistenceId, found.Row, DateTime.MinValue), serialization.Deserialize(found.Bytes, found.Serializer, found.Manifest)));
    }

    /// <inheritdoc/>
    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken)
    {
        Serializer serializer = serialization.FindSerializerFor(snapshot);
        string manifest = serializer is SerializerWithStringManifest named ? named.Manifest(snapshot) : string.Empty;
        tables.PutSnapshot(metadata.PersistenceId, new(metadata.SequenceNr, serializer.Identifier, manifest, serializer.ToBinary(snapshot)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken)
    {
        tables.RemoveSnapshots(metadata.PersistenceId, row => row == metadata.SequenceNr);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        tables.RemoveSnapshots(persistenceId, row => row <= criteria.MaxSequenceNr);
        return Task.CompletedTask;
    }
}
