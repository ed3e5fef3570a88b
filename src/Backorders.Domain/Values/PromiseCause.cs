namespace Backorders.Domain.Values;

// One of the closed lists of Vocabulary.cs, in a file of its own for its length alone. Numbers are stored: append only, never renumber.

/// <summary>Why a promise date moved, as a customer may be told it: <see cref="CauseWords"/> has the words. A closed list.</summary>
public enum PromiseCause
{
    /// <summary>No cause is known.</summary>
    None = 0,

    /// <summary>A truck comes later than it was announced.</summary>
    LateTruck = 1,

    /// <summary>A truck comes earlier than it was announced.</summary>
    EarlyTruck = 2,

    /// <summary>A shipment brought, or will bring, less than was announced.</summary>
    ShortShipment = 3,

    /// <summary>A shipment will not come.</summary>
    ShipmentCancelled = 4,

    /// <summary>A line of a higher class takes the units.</summary>
    Overtaken = 5,

    /// <summary>A person moved a line to the front.</summary>
    Expedited = 6,

    /// <summary>An order was changed, entered or cancelled.</summary>
    OrderChanged = 7,

    /// <summary>Something that held units or orders back was released: an item for sale, an order on hold, units under inspection.</summary>
    Released = 8,

    /// <summary>Units wait for an inspection, or are unfit.</summary>
    QualityHold = 9,

    /// <summary>A lot was recalled.</summary>
    Recall = 10,

    /// <summary>A count found more or fewer units than the books said.</summary>
    Count = 11,

    /// <summary>A receipt was taken back.</summary>
    Reversal = 12,

    /// <summary>More was ordered than there is.</summary>
    DemandAboveSupply = 13,
}
