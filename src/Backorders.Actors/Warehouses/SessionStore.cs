using Akka.Persistence;
using Akka.Persistence.Snapshot;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Where a recovering <see cref="WarehouseActor"/> gets its state from: the session that is still in memory, if it has decided the journal's last turn; else the
/// state that its gateway has built from the journal (<see cref="StateLoader"/>). Actors do not save: snapshots are folded beside them (<see cref="SnapshotKeeper"/>), from
/// what is durable alone.
/// </summary>
internal sealed class SessionStore : SnapshotStore
{
    private readonly SessionStoreSetup setup;

    public SessionStore() => setup = Context.System.Settings.Setup.Get<SessionStoreSetup>() is { HasValue: true } given
        ? given.Value
        : throw new InvalidOperationException($"The actor system was made without a {nameof(SessionStoreSetup)}.");

    /// <inheritdoc/>
    /// <exception cref="SessionOvertakenException">The session has not decided the journal's last turn.</exception>
    protected override Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellation)
    {
        WarehouseId warehouse = WarehouseId.FromTrusted(persistenceId);
        return setup.Kept.Find(warehouse) is { } session ? LoadKeptAsync(warehouse, session, cancellation)
            : setup.Kept.Take(warehouse) is { } state ? LoadBuiltAsync(warehouse, state, cancellation)
            : Task.FromResult<SelectedSnapshot?>(null);
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
            ? Offer(warehouse, last?.Number ?? 0, new KeptState(place))
            : throw new SessionOvertakenException($"The journal ends at turn {place.LastSeq}, where the session in memory has not been.");
    }

    /// <summary>Whether the journal still has the row that the state ends with: one that was set back meanwhile is folded from its start.</summary>
    private async Task<SelectedSnapshot?> LoadBuiltAsync(WarehouseId warehouse, FoldedState state, CancellationToken cancellation) =>
        warehouse == WarmUp.Warehouse ? Offer(warehouse, state.Place.Row, state)
        : await setup.Rows.ReadHeadAsync(warehouse, state.Place.Row, cancellation) is { } row
            && row.Batch.LastSeq == state.Place.Seq && row.Batch.After == state.Place.Head
            ? Offer(warehouse, row.Number, state)
            : null;

    private static SelectedSnapshot Offer(WarehouseId warehouse, long row, object state) => new(new SnapshotMetadata(warehouse.Value, row, DateTime.UnixEpoch), state);
}
