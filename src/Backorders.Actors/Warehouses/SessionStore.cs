using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Snapshot;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain;
using Backorders.Engine;
using Backorders.Engine.Sessions;
using Backorders.Journal;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Where a recovering <see cref="WarehouseActor"/> gets its state from: the session that is still in memory, if the journal ends at a place that it has been at; else the
/// latest snapshot that stands on the journal. Actors do not save: snapshots are folded beside them (<see cref="SnapshotKeeper"/>), from what is durable alone.
/// </summary>
internal sealed class SessionStore : SnapshotStore
{
    private readonly SessionStoreSetup setup;
    private readonly ILoggingAdapter log = Context.GetLogger();

    public SessionStore() => setup = Context.System.Settings.Setup.Get<SessionStoreSetup>() is { HasValue: true } given
        ? given.Value
        : throw new InvalidOperationException($"The actor system was made without a {nameof(SessionStoreSetup)}.");

    /// <inheritdoc/>
    protected override async Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellation)
    {
        WarehouseId warehouse = WarehouseId.FromTrusted(persistenceId);
        if (setup.Kept.Find(warehouse) is { } session && await LoadKeptAsync(warehouse, session, cancellation) is { } kept)
        {
            return kept;
        }

        FoldedState? state = await new StateReader(setup.Rows, warehouse).FromSnapshotAsync(
            long.MaxValue, cancellation,
            (row, e) => log.Warning(e, "Warehouse {0}: the snapshot of row {1} cannot be read and is passed over.", persistenceId, row));
        return state is null ? null : new SelectedSnapshot(new SnapshotMetadata(persistenceId, state.Place.Row, DateTime.UnixEpoch), state);
    }

    /// <inheritdoc/>
    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellation) =>
        throw new NotSupportedException("A warehouse's actor does not save its state: it is ahead of the journal.");

    /// <inheritdoc/>
    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellation) => Task.CompletedTask;

    private async Task<SelectedSnapshot?> LoadKeptAsync(WarehouseId warehouse, WarehouseSession session, CancellationToken cancellation)
    {
        TurnRowHead? last = await setup.Rows.ReadLastAsync(warehouse, cancellation);
        ShardHead place = last is { } row ? new ShardHead(row.Batch.LastSeq, row.Batch.After) : default;
        return session.HasBeenAt(place)
            ? new SelectedSnapshot(new SnapshotMetadata(warehouse.Value, last?.Number ?? 0, DateTime.UnixEpoch), new KeptState(place))
            : null;
    }
}
