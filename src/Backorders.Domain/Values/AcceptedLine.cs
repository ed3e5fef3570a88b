using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>A line that was taken on.</summary>
/// <param name="LineNo">The owner's number, from 1.</param>
/// <param name="Sku">What.</param>
/// <param name="Quantity">How many base units.</param>
/// <param name="MinPartial">Fewer than this are not worth a parcel; zero when any will do.</param>
/// <param name="MaxSplits">In how many parts it may be served at most; 0 when there is no limit.</param>
public sealed record AcceptedLine(int LineNo, Sku Sku, Quantity Quantity, Quantity MinPartial, int MaxSplits)
{
    /// <summary>Base units of the smallest part that may be given: more than 1 when it was ordered in a unit that may not be broken.</summary>
    public long UnitSize { get; init; } = 1;

    /// <summary>The only lot it takes; not set when any will do.</summary>
    public LotNo Lot { get; init; }

    /// <summary>Days that must be left until the expiry when it ships.</summary>
    public int MinRemainingDays { get; init; }
}
