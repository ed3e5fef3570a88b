namespace Backorders.ReadModel.Rows;

/// <summary>What was not as it should have been. Numbers are public.</summary>
public enum DiscrepancyKind
{
    /// <summary>A notice was closed with fewer units of a SKU than announced.</summary>
    ShortReceipt = 1,

    /// <summary>A notice was closed with more units of a SKU than announced.</summary>
    OverReceipt = 2,

    /// <summary>Units were unfit on arrival, or were found to be so later.</summary>
    Damage = 3,

    /// <summary>A receipt was taken back of which units had left already: they left without ever having come.</summary>
    ReversalVariance = 4,

    /// <summary>A count or a correction found more or fewer units than the books.</summary>
    CountDifference = 5,

    /// <summary>Units were not where a picker should find them. Open until they are counted.</summary>
    SuspectUnits = 6,

    /// <summary>A shipment did not come in time. Told once for each SKU of which something was still to come.</summary>
    OverdueShipment = 7,

    /// <summary>A return named an order that has shipped fewer, or whose units were refunded already: no refund is due for these.</summary>
    ReturnBeyondShipped = 8,
}
