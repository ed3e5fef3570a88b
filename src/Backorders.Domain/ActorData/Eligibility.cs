using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>
/// Whether a waiting line could take units now, and how many: the first part of "who gets the units". A line that takes none is passed over
/// with a named reason, and the next line is asked.
/// </summary>
internal static class Eligibility
{
    /// <summary>What keeps the line from any units, whatever is there; <see cref="SkipReason.None"/> when nothing does.</summary>
    public static SkipReason Check(BackorderLine line, Instant now)
    {
        OrderData order = line.Order;
        if (line.Open.IsZero)
        {
            return SkipReason.NothingOpen;
        }

        if (order.IsStopped)
        {
            return order.Hold is not null ? SkipReason.OrderOnHold : SkipReason.PaymentDeclined;
        }

        if (order.IsLaneShut)
        {
            return SkipReason.NoLane;
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

    /// <summary>When what <see cref="Check"/> says changes by time alone; <see cref="Instant.Never"/> when it does not.</summary>
    public static Instant ChangesAt(BackorderLine line, Instant now)
    {
        Instant next = Instant.Never;
        foreach (Instant at in (ReadOnlySpan<Instant>)[line.Order.Terms.NotBefore, line.Order.Terms.CancelBy, line.Item.ReleaseAt, line.CoverFrom])
        {
            next = at > now && at < next ? at : next;
        }

        return next;
    }

    /// <summary>What the line is to the plan of its item at a time.</summary>
    public static PlanRole RoleOf(BackorderLine line, Instant now)
    {
        OrderTerms terms = line.Order.Terms;
        if (line.Open.IsZero || line.Order.IsStopped || line.Order.IsLaneShut || terms.CancelBy <= now)
        {
            return PlanRole.Out;
        }

        bool plain = terms.ShipMode == ShipMode.ShipAvailable && line.MinPartial.Units <= 1 && line.UnitSize == 1 && line.MaxSplits == 0
            && line.Lot.Value.Length == 0 && terms.NotBefore <= now && terms.CancelBy == Instant.Never;
        return plain ? PlanRole.Plain : PlanRole.Special;
    }

    /// <summary>The fewest free units of which the line takes any. One that must be complete holds any that come, once it is covered, and takes none before.</summary>
    public static long Need(BackorderLine line) => line.Order.Terms.ShipMode switch
    {
        _ when line.Open.IsZero => QueueNode.TakesNothing,
        ShipMode.OrderComplete or ShipMode.LineComplete => line.IsCovered && !line.IsLater ? 1 : QueueNode.TakesNothing,
        _ when IsLastSplit(line) => line.Open.Units,
        _ => Math.Max(1, Math.Min(line.Open.Units, Math.Max(line.MinPartial.Units, line.UnitSize))),
    };

    /// <summary>How many of the free units a line takes that need not be complete.</summary>
    public static (Quantity Take, SkipReason Skip) Take(BackorderLine line, Quantity free) => Take(line, line.Open, line.Splits, free);

    /// <summary>The same if so many units of it were open, after so many parts: what a plan asks.</summary>
    public static (Quantity Take, SkipReason Skip) Take(BackorderLine line, Quantity open, int splits, Quantity free)
    {
        Quantity part = Quantity.Min(open, free);
        Quantity take = line.UnitSize == 1 || part == open ? part : new Quantity(part.Units / line.UnitSize * line.UnitSize); // what is less than a unit goes with the last
        if (take.IsZero)
        {
            return (Quantity.Zero, SkipReason.UnitNotBroken);
        }

        if (take < Quantity.Min(line.MinPartial, open))
        {
            return (Quantity.Zero, SkipReason.BelowMinimum);
        }

        return line.MaxSplits > 0 && splits + 1 >= line.MaxSplits && take < open ? (Quantity.Zero, SkipReason.LastSplitWaits) : (take, SkipReason.None);
    }

    /// <summary>Whether the next part is the last one allowed, so that it must be all that is open.</summary>
    public static bool IsLastSplit(BackorderLine line) => line.MaxSplits > 0 && line.Splits + 1 >= line.MaxSplits;

    /// <summary>Why a line that must be complete takes nothing; <see cref="SkipReason.None"/> when it is covered and its time has come.</summary>
    public static SkipReason CheckWhole(BackorderLine line, Instant now)
    {
        if (!line.IsWhole || line.MayHold(now))
        {
            return SkipReason.None;
        }

        if (line.IsCovered)
        {
            return SkipReason.TakesLater;
        }

        return line.Order.HoldsBlockedUntil > now ? SkipReason.HoldExpired
            : line.Order.Terms.ShipMode == ShipMode.LineComplete ? SkipReason.LineNotComplete : SkipReason.OrderNotCoverable;
    }

    /// <summary>The reason in a sentence that also tells what would change it.</summary>
    public static string Describe(SkipReason reason, BackorderLine line) => reason switch
    {
        SkipReason.None => "It takes the next units that reach its place in the queue.",
        SkipReason.NothingOpen => "Nothing is open on it: all that was ordered is held, given, shipped or cancelled.",
        SkipReason.OrderOnHold => $"Its order is on hold ({line.Order.Hold}). Releasing the order lets it take units again.",
        SkipReason.NotBefore => $"It may not ship before {line.Order.Terms.NotBefore}.",
        SkipReason.BelowMinimum => $"Fewer units are free than the {line.MinPartial} that are worth a parcel.",
        SkipReason.NoLane => $"Its lane {line.Order.Terms.Lane} is full or closed. It takes units when the lane is open again, or the order is amended to another.",
        SkipReason.UnitNotBroken => $"It was ordered in units of {line.UnitSize} that may not be broken, and fewer are free.",
        SkipReason.LastSplitWaits => $"It was served in {line.Splits} parts of at most {line.MaxSplits}; the last part waits until all {line.Open} open units are there.",
        SkipReason.LineNotComplete => $"It ships only complete, and its {line.Open} open units are neither on hand nor expected in time at its place, within the hours that units are held.",
        SkipReason.OrderNotCoverable => "Its order ships only complete, and units of one of its lines are neither held, on hand nor expected in time at their place, within the hours that units are held.",
        SkipReason.TakesLater => $"It ships only complete, and its units come further apart than units are held: it takes the first of them from {line.CoverFrom} on, or all when all are there.",
        SkipReason.HoldExpired => $"Units held for its order were not completed in time; it may hold again from {line.Order.HoldsBlockedUntil}, or take them when all are there.",
        SkipReason.CancelByPassed => $"The customer has no use for it after {line.Order.Terms.CancelBy}.",
        SkipReason.NotReleased => $"{line.Item.Key.Sku} is released for sale at {line.Item.ReleaseAt}.",
        SkipReason.PaymentDeclined => "The payment of its order was declined. Reporting an authorised or captured payment lets it take units again.",
        SkipReason.LotNotThere => $"It takes lot {line.Lot} only, and nothing of it is free.",
        SkipReason.ShelfLifeTooShort => $"What is free would expire less than {line.MinRemainingDays} days after it ships.",
        SkipReason.LotBlocked => "What is free belongs to a lot that is recalled.",
        _ => reason.ToString(),
    };
}
