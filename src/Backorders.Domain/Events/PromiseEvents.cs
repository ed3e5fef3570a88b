using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>Of former journals alone: waiting units were linked to future supply. Such links are worked out now, and nothing hangs on this event.</summary>
public sealed record LinePegged(LineKey Line, AsnKey Asn, Sku Sku, Quantity Quantity) : Event, IOfLine, IOfItem, IFollows
{
    SkuKey IOfItem.Item => new(Line.Order.Owner, Sku);
}

/// <summary>Of former journals alone, as <see cref="LinePegged"/>: a link to future supply ended.</summary>
public sealed record LineUnpegged(LineKey Line, AsnKey Asn, Sku Sku, Quantity Quantity) : Event, IOfLine, IOfItem, IFollows
{
    SkuKey IOfItem.Item => new(Line.Order.Owner, Sku);
}

/// <summary>A line is planned on a shipment for the first time: from here on it has its promise place. Its date follows in the same turn.</summary>
public sealed record LinePlaced(LineKey Line) : Event, IOfLine, IFollows;

/// <summary>A penalty or consent date of a line has come near. It stands in front of all that are not urgent, whatever happens to its promise.</summary>
/// <param name="Line">Which.</param>
/// <param name="Because">Which date.</param>
public sealed record LineUrgent(LineKey Line, UrgentReasons Because) : Event, IOfLine, IFollows;

/// <summary>What must be complete is covered from here on, so that units are held for it, or is not.</summary>
/// <param name="Order">The order.</param>
/// <param name="LineNo">The line that must be complete by itself; 0 for the whole order.</param>
/// <param name="IsCovered">Whether all that is open is there or comes in time.</param>
public sealed record CoverChanged(OrderKey Order, int LineNo, bool IsCovered) : Event, IOfOrder, IFollows
{
    /// <summary>
    /// Before this time it takes nothing, for its units come further apart than the policy lets it hold the first of them; the default when it takes from now on.
    /// </summary>
    public Instant From { get; init; }
}

/// <summary>A day has begun by the clock on the warehouse's wall: what changes with the days (waiting, slack to a departure) counts from here on.</summary>
/// <param name="Date">The local day.</param>
public sealed record DayBegan(DateOnly Date) : Event, IFollows;

/// <summary>A line got its first promise date.</summary>
/// <param name="Line">Which.</param>
/// <param name="Promise">The date given.</param>
/// <param name="Asn">The last shipment it hangs on; its number is empty when the units are there, and are only not released yet.</param>
public sealed record PromiseGiven(LineKey Line, Instant Promise, AsnKey Asn) : Event, ITellsSku, IFollows
{
    /// <inheritdoc/>
    public Sku Sku { get; init; }
}

/// <summary>A promise moved by more than the threshold, or no longer has supply to rest on.</summary>
/// <param name="Line">Which.</param>
/// <param name="From">What the customer was told before.</param>
/// <param name="To">What holds now; <see cref="Instant.Never"/> when no supply is known.</param>
/// <param name="Because">The shipment that it hangs on now; null when it hangs on none.</param>
public sealed record PromiseChanged(LineKey Line, Instant From, Instant To, AsnKey? Because) : Event, ITellsSku, IFollows
{
    /// <inheritdoc/>
    public Sku Sku { get; init; }

    /// <summary>Why, in a form that the customer may read.</summary>
    public PromiseCause Cause { get; init; }
}
