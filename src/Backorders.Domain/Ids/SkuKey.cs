namespace Backorders.Domain.Ids;

/// <summary>An owner's item: the address of its <c>SkuData</c> within a warehouse.</summary>
public readonly record struct SkuKey(OwnerId Owner, Sku Sku) : IComparable<SkuKey>
{
    /// <summary>Owner first, then SKU, both ordinal.</summary>
    public int CompareTo(SkuKey other) => Owner.CompareTo(other.Owner) is var byOwner and not 0 ? byOwner : Sku.CompareTo(other.Sku);

    /// <inheritdoc/>
    public override string ToString() => $"{Owner}/{Sku}";
}
