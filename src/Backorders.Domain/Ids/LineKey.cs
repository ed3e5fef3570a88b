namespace Backorders.Domain.Ids;

/// <summary>One line of an order. Line numbers are the owner's, from 1.</summary>
public readonly record struct LineKey(OrderKey Order, int LineNo) : IComparable<LineKey>
{
    /// <summary>Order first, then line number.</summary>
    public int CompareTo(LineKey other) => Order.CompareTo(other.Order) is var byOrder and not 0 ? byOrder : LineNo.CompareTo(other.LineNo);

    /// <inheritdoc/>
    public override string ToString() => $"{Order}#{LineNo}";
}
