using Backorders.Domain;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.Actors.Sessions;

/// <summary>A question in a mailbox, and later its parked answer.</summary>
internal abstract class QueryItem(WarehouseId warehouse) : IParked
{
    public WarehouseId Warehouse { get; } = warehouse;

    public abstract bool IsAnswered { get; }

    /// <summary>Asks the question; by whoever uses the session.</summary>
    public abstract void Ask(Warehouse warehouse, Instant now, long seq);

    public abstract void Release();

    public abstract void Refuse(Refused refused);
}
