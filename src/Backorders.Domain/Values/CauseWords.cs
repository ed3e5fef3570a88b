namespace Backorders.Domain.Values;

/// <summary>
/// What customers read in place of a cause: the one catalogue, used wherever a promise's change is told to people. Plain words that name nobody, neither the supplier
/// nor another customer.
/// </summary>
public static class CauseWords
{
    /// <summary>The words for a cause, a sentence without a full stop; empty when no cause is known.</summary>
    public static string Of(PromiseCause cause) => cause switch
    {
        PromiseCause.None => string.Empty,
        PromiseCause.LateTruck => "The truck with your goods is late",
        PromiseCause.EarlyTruck => "The truck with your goods comes earlier",
        PromiseCause.ShortShipment => "Fewer goods came than were announced",
        PromiseCause.ShipmentCancelled => "The delivery with your goods was cancelled",
        PromiseCause.Overtaken => "Goods went to a more urgent order",
        PromiseCause.Expedited => "An order was moved to the front",
        PromiseCause.OrderChanged => "An order was changed",
        PromiseCause.Released => "Goods were released for sale",
        PromiseCause.QualityHold => "Goods are being checked for quality",
        PromiseCause.Recall => "Goods were recalled",
        PromiseCause.Count => "A stock count found a difference",
        PromiseCause.Reversal => "A delivery was booked by mistake and corrected",
        PromiseCause.DemandAboveSupply => "More was ordered than is there",
        _ => string.Empty, // of a later version: better no words than wrong ones
    };
}
