using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>What tells units of one item apart: the lot they were made in, and the day until which they may be used.</summary>
/// <param name="No">The maker's number; not set for an item that is only expiry-controlled.</param>
/// <param name="Expiry">The last day of use; null for an item that does not expire.</param>
public sealed record Lot(LotNo No, DateOnly? Expiry) : IComparable<Lot>
{
    /// <summary>First expired first, then by number; what never expires comes last.</summary>
    public int CompareTo(Lot? other)
    {
        if (other is null)
        {
            return 1;
        }

        int byExpiry = (Expiry ?? DateOnly.MaxValue).CompareTo(other.Expiry ?? DateOnly.MaxValue);
        return byExpiry != 0 ? byExpiry : No.CompareTo(other.No);
    }

    /// <inheritdoc/>
    public override string ToString() => Expiry is not { } day ? No.Value : No == default ? $"{day:yyyy-MM-dd}" : $"{No} ({day:yyyy-MM-dd})";
}
