namespace Backorders.Domain.Ids;

/// <summary>A receipt of one warehouse. Counted from 1; 0 means "no receipt".</summary>
public readonly record struct ReceiptId(long Value) : IComparable<ReceiptId>
{
    /// <summary>No receipt: the units did not come straight from a dock.</summary>
    public static ReceiptId None => default;

    /// <inheritdoc/>
    public int CompareTo(ReceiptId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
