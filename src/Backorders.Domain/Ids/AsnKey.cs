namespace Backorders.Domain.Ids;

/// <summary>An owner's advance ship notice: the address of its <c>InboundData</c> within a warehouse.</summary>
public readonly record struct AsnKey(OwnerId Owner, AsnNo AsnNo) : IComparable<AsnKey>
{
    /// <summary>Owner first, then number, both ordinal.</summary>
    public int CompareTo(AsnKey other) => Owner.CompareTo(other.Owner) is var byOwner and not 0 ? byOwner : AsnNo.CompareTo(other.AsnNo);

    /// <inheritdoc/>
    public override string ToString() => $"{Owner}/{AsnNo}";
}
