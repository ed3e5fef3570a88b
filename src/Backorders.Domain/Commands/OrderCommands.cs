using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Commands;

/// <summary>A line as it is asked for; nothing about it has been checked against the warehouse yet.</summary>
/// <param name="LineNo">The owner's number, from 1.</param>
/// <param name="Sku">What.</param>
/// <param name="Quantity">How many of <paramref name="Unit"/>.</param>
/// <param name="Unit">Unit of measure; the base unit when it was not set.</param>
/// <param name="MinPartial">Fewer units than this are not worth a parcel, in the same unit.</param>
/// <param name="MaxSplits">In how many parts it may be served; 0 for no limit.</param>
public sealed record RequestedLine(int LineNo, Sku Sku, long Quantity, UnitName Unit, long MinPartial, int MaxSplits)
{
    /// <summary>The only lot it takes; not set when any will do.</summary>
    public LotNo Lot { get; init; }

    /// <summary>Days that must be left until the expiry when it ships; null for the item's own rule.</summary>
    public int? MinRemainingDays { get; init; }
}

/// <summary>Takes on an order. Lines that cannot be accepted are refused one by one, unless it is all or nothing.</summary>
/// <param name="Order">Owner and order number: the natural key.</param>
/// <param name="Terms">What is asked for the order as a whole. Without a lane the warehouse chooses one.</param>
/// <param name="Lines">What is wanted.</param>
/// <param name="AllOrNothing">Whether one refused line refuses the order.</param>
public sealed record SubmitOrder(OrderKey Order, OrderTerms Terms, IReadOnlyList<RequestedLine> Lines, bool AllOrNothing) : Command
{
    /// <summary>Whether a line is refused that would wait without a date; the policy may say so for all orders.</summary>
    public bool RefuseUnpromised { get; init; }
}

/// <summary>A changed quantity of one line, in base units.</summary>
public sealed record LineChange(int LineNo, long Quantity);

/// <summary>Changes an order: quantities, and whatever terms are given. A raised quantity queues as new; a lowered one keeps its place.</summary>
/// <param name="Order">Which.</param>
/// <param name="Lines">New quantities.</param>
/// <param name="Tier">New tier, or null.</param>
/// <param name="ShipMode">New ship mode, or null.</param>
/// <param name="Lane">New lane, or null.</param>
/// <param name="ShipBy">New cutoff, or null.</param>
/// <param name="NotBefore">New earliest time, or null.</param>
public sealed record AmendOrder(
    OrderKey Order, IReadOnlyList<LineChange> Lines, int? Tier, ShipMode? ShipMode, LaneId? Lane, Instant? ShipBy, Instant? NotBefore) : Command;

/// <summary>Cancels an order or some of its lines, but for units that are packed.</summary>
/// <param name="Order">Which.</param>
/// <param name="LineNos">Which lines; empty for all.</param>
/// <param name="Reason">Why.</param>
public sealed record CancelOrder(OrderKey Order, IReadOnlyList<int> LineNos, ReasonCode Reason) : Command;

/// <summary>Puts an order on hold: it takes no units, and its unstarted tasks are not offered.</summary>
public sealed record HoldOrder(OrderKey Order, ReasonCode Reason) : Command;

/// <summary>Ends a hold.</summary>
public sealed record ReleaseOrder(OrderKey Order) : Command;

/// <summary>Moves lines to the front of their queues, or takes that back. Audited: a reason is required.</summary>
/// <param name="Order">Which.</param>
/// <param name="LineNos">Which lines; empty for all.</param>
/// <param name="Pinned">True to move them, false to take it back.</param>
/// <param name="Reason">Why.</param>
public sealed record ExpediteOrder(OrderKey Order, IReadOnlyList<int> LineNos, bool Pinned, ReasonCode Reason) : Command;
