namespace Backorders.Domain.Ids;

/// <summary>An owner's order: the address of its <c>OrderData</c> within a warehouse.</summary>
public readonly record struct OrderKey(OwnerId Owner, OrderNo OrderNo) : IComparable<OrderKey>
{
    /// <summary>Owner first, then order number, both ordinal.</summary>
    public int CompareTo(OrderKey other) => Owner.CompareTo(other.Owner) is var byOwner and not 0 ? byOwner : OrderNo.CompareTo(other.OrderNo);

    /// <inheritdoc/>
    public override string ToString() => $"{Owner}/{OrderNo}";
}
