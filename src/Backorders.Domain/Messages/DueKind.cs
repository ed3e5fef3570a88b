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

    /// <summary>An order's cancel-by time comes.</summary>
    CancelBy,

    /// <summary>The cutoff of an order for which something is staged comes.</summary>
    Cutoff,

    /// <summary>A customer must have answered whether he waits.</summary>
    ConsentEnds,

    /// <summary>A reserved payment dies.</summary>
    AuthorisationEnds,

    /// <summary>An order whose payment was declined has had its time.</summary>
    PaymentParkEnds,

    /// <summary>An order that lost units has had its time to be complete again.</summary>
    FallBackEnds,

    /// <summary>A promise and its grace have passed.</summary>
    PromiseBroken,

    /// <summary>An item is released for sale.</summary>
    ItemReleased,

    /// <summary>Customers who were told of units have had their head start.</summary>
    BackInStockAgain,
}
