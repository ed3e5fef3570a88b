using Backorders.Domain.Values;


namespace Backorders.ReadModel.WhatIf;

/// <summary>What a scorecard knows of a line.</summary>
internal sealed class LineCard(OrderCard order, Instant enqueuedAt, long wanted)
{
    public OrderCard Order { get; } = order;

    public Instant EnqueuedAt { get; } = enqueuedAt;

    /// <summary>Units ordered and not cancelled, less those that had shipped before the window.</summary>
    public long Wanted { get; set; } = wanted;

    /// <summary>Units given to it, shipped ones included.</summary>
    public long Given { get; set; }

    /// <summary>Units set aside for it from the dock.</summary>
    public long HeldFromDock { get; set; }

    public long Shipped { get; set; }

    public long InTime { get; set; }

    public Instant FirstPromise { get; set; } = Instant.Never;

    public Instant DoneAt { get; set; } = Instant.Never;

    /// <summary>The earlier of the dates that it should ship by.</summary>
    public Instant Due => FirstPromise < Order.ShipBy ? FirstPromise : Order.ShipBy;

    public bool IsDone => Shipped == Wanted;

    /// <summary>Units leave the hold, those from the dock first.</summary>
    /// <returns>How many of them were from the dock.</returns>
    public long TakeFromHold(long units)
    {
        long dock = Math.Min(units, HeldFromDock);
        HeldFromDock -= dock;
        return dock;
    }
}
