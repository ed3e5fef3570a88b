using System.Collections.Concurrent;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// What a recovery may begin with, by warehouse: the session that outlived the actor that persisted for it, or a state that was built beforehand. Recovery asks here
/// (<see cref="SessionStore"/>), so that it reads only what came afterwards.
/// </summary>
/// <remarks>Something is offered only while no actor runs it; its gateway withdraws it as soon as one does.</remarks>
internal sealed class KeptSessions
{
    /// <summary>States that are built at the same time on a node: each holds pages of rows and uses two cores, and more at once would only take turns.</summary>
    private const int loadsAtOnce = 4;

    private readonly ConcurrentDictionary<WarehouseId, WarehouseSession> sessions = new();
    private readonly ConcurrentDictionary<WarehouseId, FoldedState> states = new();
    private readonly SemaphoreSlim loads = new(loadsAtOnce);

    /// <summary>Offers a session to the next recovery of its warehouse.</summary>
    public void Offer(WarehouseId warehouse, WarehouseSession session) => sessions[warehouse] = session;

    /// <summary>Offers a state to the next recovery of its warehouse.</summary>
    public void Offer(WarehouseId warehouse, FoldedState state) => states[warehouse] = state;

    /// <summary>Takes the offer back.</summary>
    public void Withdraw(WarehouseId warehouse)
    {
        sessions.TryRemove(warehouse, out _);
        states.TryRemove(warehouse, out _);
    }

    /// <summary>The session that is offered; null when none is.</summary>
    public WarehouseSession? Find(WarehouseId warehouse) => sessions.GetValueOrDefault(warehouse);

    /// <summary>Takes the state that is offered, once, for a recovery folds on in it; null when none is.</summary>
    public FoldedState? Take(WarehouseId warehouse) => states.TryRemove(warehouse, out FoldedState? state) ? state : null;

    /// <summary>Waits until a state may be built. What it returns is disposed of when it is built.</summary>
    public async Task<IDisposable> EnterLoadAsync(CancellationToken cancellation)
    {
        await loads.WaitAsync(cancellation).ConfigureAwait(false);
        return new Load(loads);
    }

    private sealed class Load(SemaphoreSlim loads) : IDisposable
    {
        public void Dispose() => loads.Release();
    }
}
