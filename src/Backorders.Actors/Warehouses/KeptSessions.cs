using System.Collections.Concurrent;
using Backorders.Domain;
using Backorders.Engine.Sessions;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Sessions that outlived the actor that persisted for them, by warehouse. Recovery asks here first (<see cref="SessionStore"/>): where the journal ends at a place that the
/// session has been at, nothing need be read.
/// </summary>
/// <remarks>A session is offered only while no actor runs it; its gateway withdraws it as soon as one does.</remarks>
internal sealed class KeptSessions
{
    private readonly ConcurrentDictionary<WarehouseId, WarehouseSession> offered = new();

    /// <summary>Offers a session to the next recovery of its warehouse.</summary>
    public void Offer(WarehouseId warehouse, WarehouseSession session) => offered[warehouse] = session;

    /// <summary>Takes the offer back.</summary>
    public void Withdraw(WarehouseId warehouse) => offered.TryRemove(warehouse, out _);

    /// <summary>The session that is offered; null when none is.</summary>
    public WarehouseSession? Find(WarehouseId warehouse) => offered.GetValueOrDefault(warehouse);
}
