namespace Backorders.Domain.Messages;

/// <summary>What falls due by time alone, besides leases. Of what falls due at one time, the kind that stands first here comes first. Not stored.</summary>
internal enum DueKind
{
    /// <summary>A line's hold ends.</summary>
    HoldEnds,

    /// <summary>An order may hold units again.</summary>
    HoldPauseEnds,

    /// <summary>An order's earliest time comes.</summary>
    NotBefore,

    /// <summary>The time comes from which an order, or a line, that must be complete takes units.</summary>
    CoverBegins,

    /// <summary>An order's cancel-by time comes.</summary>
    CancelBy,

    /// <summary>The cutoff of an order for which something is staged comes.</summary>
    Cutoff,

    /// <summary>A customer must have answered whether he waits.</summary>
    ConsentEnds,

    /// <summary>The authorisation of a payment expires.</summary>
    AuthorisationEnds,

    /// <summary>The time to make good a declined payment ends.</summary>
    PaymentParkEnds,

    /// <summary>The time in which an order that lost units may become complete again ends.</summary>
    FallBackEnds,

    /// <summary>A promise and its grace have passed.</summary>
    PromiseBroken,

    /// <summary>The penalty date of an order comes near.</summary>
    PenaltyNear,

    /// <summary>The date comes near by which a customer must have agreed to wait.</summary>
    ConsentNear,

    /// <summary>The time ends in which a customer is told no better date.</summary>
    NoticeDue,

    /// <summary>An item is released for sale.</summary>
    ItemReleased,

    /// <summary>A shipment has not come in time, or its rest has not.</summary>
    ShipmentDue,

    /// <summary>The time ends in which one customer alone was told of units that are back in stock.</summary>
    BackInStockAgain,

    /// <summary>A day has begun: the queue of an item is looked at.</summary>
    QueueAges,

    /// <summary>A day begins by the clock on the warehouse's wall.</summary>
    DayBegins,
}
