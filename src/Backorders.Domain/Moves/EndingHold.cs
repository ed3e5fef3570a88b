using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Domain.Moves;

/// <summary>Units that are held for a line become free again.</summary>
internal static class EndingHold
{
    /// <summary>The event, with the places that the units go back to.</summary>
    /// <param name="line">Whose.</param>
    /// <param name="units">How many; no more than are held.</param>
    /// <param name="lot">Of which lot; null for any.</param>
    /// <param name="reason">Why.</param>
    public static HoldEnded Of(BackorderLine line, Quantity units, Lot? lot, ReasonCode reason) => new(line.Key, line.Item.Key, units, reason)
    {
        Lot = lot, InStorage = line.SplitHeld(lot, units).Aggregate(Quantity.Zero, static (sum, part) => sum + part.InStorage),
    };
}
