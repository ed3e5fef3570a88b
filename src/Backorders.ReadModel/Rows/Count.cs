namespace Backorders.ReadModel.Rows;

/// <summary>
/// What is counted per owner and quarter of an hour: the columns of table <c>quarter</c>, under their names in snake case. All are sums of what happened in that quarter, so any
/// period in any zone is the sum of its quarters. Base units where the name says units.
/// </summary>
public enum Count
{
    /// <summary>Orders accepted.</summary>
    Orders,

    /// <summary>Accepted orders of which every line got all its units in the same turn.</summary>
    OrdersFilled,

    /// <summary>Lines accepted.</summary>
    Lines,

    /// <summary>Lines refused within accepted orders.</summary>
    LinesRefused,

    /// <summary>Accepted lines that got all their units in the turn that accepted them.</summary>
    LinesFilled,

    /// <summary>Units ordered.</summary>
    UnitsOrdered,

    /// <summary>Units given in the turn that accepted their line.</summary>
    UnitsFilled,

    /// <summary>Units cancelled.</summary>
    UnitsCancelled,

    /// <summary>Receipts recorded, returns included.</summary>
    Receipts,

    /// <summary>Units received, returns not included.</summary>
    UnitsReceived,

    /// <summary>Units that customers sent back.</summary>
    UnitsReturned,

    /// <summary>Units found unfit, on arrival or later.</summary>
    UnitsDamaged,

    /// <summary>Units given or held straight from the dock, less those that were taken back or not found.</summary>
    UnitsCrossDocked,

    /// <summary>Units put away.</summary>
    UnitsPutAway,

    /// <summary>Units picked.</summary>
    UnitsPicked,

    /// <summary>Units packed.</summary>
    UnitsPacked,

    /// <summary>Units brought back from stations.</summary>
    UnitsBroughtBack,

    /// <summary>Units shipped.</summary>
    UnitsShipped,

    /// <summary>Units found minus units lost.</summary>
    UnitsAdjusted,

    /// <summary>Receipts taken back.</summary>
    Reversals,

    /// <summary>Units of receipts taken back.</summary>
    UnitsReversed,

    /// <summary>Tasks made.</summary>
    Tasks,

    /// <summary>Tasks picked in full.</summary>
    Picks,

    /// <summary>Tasks reported short.</summary>
    ShortPicks,

    /// <summary>Units not found by pickers.</summary>
    UnitsShort,

    /// <summary>Lines that got a first promise.</summary>
    PromisesGiven,

    /// <summary>Times that a promise moved past the threshold.</summary>
    PromisesChanged,

    /// <summary>Lines wholly shipped no later than their first promise.</summary>
    PromisesKept,

    /// <summary>Lines wholly shipped after their first promise.</summary>
    PromisesLate,

    /// <summary>Seconds by which those were late, summed.</summary>
    SlipSeconds,

    /// <summary>Leases that ran out.</summary>
    LeasesExpired,

    /// <summary>Holds that ran out.</summary>
    HoldsExpired,

    /// <summary>Shipments of an order that left after its cutoff (<c>order_head.ship_by</c>).</summary>
    CutoffsMissed,

    /// <summary>Orders finished of which something left.</summary>
    OrdersShipped,

    /// <summary>Of these, the ones of which everything left.</summary>
    OrdersInFull,

    /// <summary>Of these, the ones of which no line left after the date it was due.</summary>
    OrdersOnTimeInFull,

    /// <summary>Shipments of the orders finished.</summary>
    Shipments,

    /// <summary>SKUs of notices closed.</summary>
    NoticeLines,

    /// <summary>Of these, the ones of which more or less came than announced.</summary>
    NoticeLinesWrong,

    /// <summary>Units announced on notices closed.</summary>
    UnitsAnnounced,

    /// <summary>Units that came beyond what was announced, on notices closed.</summary>
    UnitsOver,

    /// <summary>Units that were announced and did not come, on notices closed.</summary>
    UnitsMissing,

    /// <summary>Units that should have been there where somebody counted.</summary>
    UnitsExpectedInCounts,

    /// <summary>Units by which counts differed, up or down.</summary>
    UnitsDifferentInCounts,
}
