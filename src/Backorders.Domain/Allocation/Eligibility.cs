using Backorders.Domain.Actors;

namespace Backorders.Domain.Allocation;

/// <summary>
/// Whether a waiting line could take units now, and how many: the first part of "who gets the units". A line that takes none is passed over
/// with a named reason, and the next line is asked.
/// </summary>
internal static class Eligibility
{
    /// <summary>What keeps the line from any units, whatever is there; <see cref="SkipReason.None"/> when nothing does.</summary>
    public static SkipReason Check(BackorderLine line, Instant now)
    {
        OrderActor order = line.Order;
        if (line.Open.IsZero)
        {
            return SkipReason.NothingOpen;
        }

        if (order.IsStopped)
        {
            return order.Hold is not null ? SkipReason.OrderOnHold : SkipReason.PaymentDeclined;
        }

        if (line.Item.ReleaseAt > now)
        {
            return SkipReason.NotReleased;
        }

        if (order.Terms.NotBefore > now)
        {
            return SkipReason.NotBefore;
        }

        return order.Terms.CancelBy <= now ? SkipReason.CancelByPassed : SkipReason.None;
    }

    /// <summary>How many of the free units a line takes that need not wait for the rest of its order.</summary>
    public static (Quantity Take, SkipReason Skip) Take(BackorderLine line, Quantity free)
    {
        Quantity take = Quantity.Min(line.Open, free);
        if (line.Order.Terms.ShipMode == ShipMode.LineComplete)
        {
            return take == line.Open ? (take, SkipReason.None) : (Quantity.Zero, SkipReason.LineNotComplete);
        }

        if (take < Quantity.Min(line.MinPartial, line.Open))
        {
            return (Quantity.Zero, SkipReason.BelowMinimum);
        }

        bool lastSplit = line.MaxSplits > 0 && line.Splits + 1 >= line.MaxSplits;
        return lastSplit && take < line.Open ? (Quantity.Zero, SkipReason.LastSplitWaits) : (take, SkipReason.None);
    }

    /// <summary>The reason in a sentence that also tells what would change it.</summary>
    public static string Describe(SkipReason reason, BackorderLine line) => reason switch
    {
        SkipReason.None => "It takes the next units that reach its place in the queue.",
        SkipReason.NothingOpen => "Nothing is open on it: all that was ordered is held, given, shipped or cancelled.",
        SkipReason.OrderOnHold => $"Its order is on hold ({line.Order.Hold}). Releasing the order lets it take units again.",
        SkipReason.NotBefore => $"It may not ship before {line.Order.Terms.NotBefore}.",
        SkipReason.BelowMinimum => $"Fewer units are free than the {line.MinPartial} that are worth a parcel.",
        SkipReason.LastSplitWaits => $"It was served in {line.Splits} parts of at most {line.MaxSplits}; the last part waits until all {line.Open} open units are there.",
        SkipReason.LineNotComplete => $"It ships only complete, and fewer than its {line.Open} open units are free.",
        SkipReason.OrderNotCoverable => "Its order ships only complete, and units of another line are neither held, on hand nor expected in time.",
        SkipReason.HoldExpired => $"Units held for its order were not completed in time; it may hold again from {line.Order.HoldsBlockedUntil}, or take them when all are there.",
        SkipReason.CancelByPassed => $"The customer has no use for it after {line.Order.Terms.CancelBy}.",
        SkipReason.NotReleased => $"{line.Item.Key.Sku} is released for sale at {line.Item.ReleaseAt}.",
        SkipReason.PaymentDeclined => "The payment of its order was declined. Reporting an authorised or captured payment lets it take units again.",
        _ => reason.ToString(),
    };
}
