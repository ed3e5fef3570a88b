using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>Waiting units were linked to future supply.</summary>
public sealed record LinePegged(LineKey Line, AsnKey Asn, Sku Sku, Quantity Quantity) : Event, IOfLine, IOfItem, IFollows
{
    SkuKey IOfItem.Item => new(Line.Order.Owner, Sku);
}

/// <summary>A link to future supply ended: the units arrived, arrived by other supply, or will not arrive.</summary>
public sealed record LineUnpegged(LineKey Line, AsnKey Asn, Sku Sku, Quantity Quantity) : Event, IOfLine, IOfItem, IFollows
{
    SkuKey IOfItem.Item => new(Line.Order.Owner, Sku);
}

/// <summary>A line got its first promise date.</summary>
/// <param name="Line">Which.</param>
/// <param name="Promise">The date given.</param>
/// <param name="Asn">The last shipment it hangs on.</param>
public sealed record PromiseGiven(LineKey Line, Instant Promise, AsnKey Asn) : Event, IOfLine, IFollows;

/// <summary>A promise moved by more than the threshold, or no longer has supply to rest on.</summary>
/// <param name="Line">Which.</param>
/// <param name="From">What the customer was told before.</param>
/// <param name="To">What holds now; <see cref="Instant.Never"/> when no supply is known.</param>
/// <param name="Because">The shipment that moved it; null when it is not one shipment's doing.</param>
public sealed record PromiseChanged(LineKey Line, Instant From, Instant To, AsnKey? Because) : Event, IOfLine, IFollows
{
    /// <summary>Why, in a form that the customer may read.</summary>
    public PromiseCause Cause { get; init; }
}
