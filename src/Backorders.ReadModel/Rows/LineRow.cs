using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.Rows;

/// <summary>An order line as a row of <c>line</c>. Ordered = open + held + allocated + picked + packed + shipped + cancelled, as in the domain.</summary>
public sealed class LineRow
{
    /// <summary>Owner, order and line number.</summary>
    public required LineKey Key { get; init; }

    /// <summary>What.</summary>
    public required Sku Sku { get; set; }

    /// <summary>How many base units.</summary>
    public required long Ordered { get; set; }

    /// <summary>When it began to wait.</summary>
    public required Instant EnqueuedAt { get; init; }

    /// <summary>Waiting units.</summary>
    public long Open { get; set; }

    /// <summary>Units set aside.</summary>
    public long Held { get; set; }

    /// <summary>Of <see cref="Held"/>, those from storage.</summary>
    public long HeldFromStorage { get; set; }

    /// <summary>Units with a task.</summary>
    public long Allocated { get; set; }

    /// <summary>Units in hand.</summary>
    public long Picked { get; set; }

    /// <summary>Units in parcels.</summary>
    public long Packed { get; set; }

    /// <summary>Units that left.</summary>
    public long Shipped { get; set; }

    /// <summary>Units given up.</summary>
    public long Cancelled { get; set; }

    /// <summary>Units that it got in the turn that accepted it: what the customer could be told at once.</summary>
    public long Filled { get; set; }

    /// <summary>The first date given; <see cref="Instant.Never"/> when none was.</summary>
    public Instant FirstPromise { get; set; } = Instant.Never;

    /// <summary>The date that holds now.</summary>
    public Instant Promise { get; set; } = Instant.Never;

    /// <summary>Whether a person moved it to the front.</summary>
    public bool Pinned { get; set; }

    /// <summary>When it last stopped waiting; <see cref="Instant.Never"/> while units are open or held.</summary>
    public Instant ServedAt { get; set; } = Instant.Never;

    /// <summary>When all of it had left or was given up; <see cref="Instant.Never"/> before.</summary>
    public Instant ClosedAt { get; set; } = Instant.Never;

    /// <summary>Units that still wait.</summary>
    public long Waiting => Open + Held;

    /// <summary>Whether everything that was ordered has left or was given up.</summary>
    public bool IsClosed => Shipped + Cancelled == Ordered;

    /// <summary>The date by which it should have left: its order's cutoff, else its first promise; <see cref="Instant.Never"/> when it has neither.</summary>
    public Instant DueAt(OrderTerms terms) => terms.ShipBy != Instant.Never ? terms.ShipBy : FirstPromise;
}
