using Backorders.Domain.Allocation;
using Backorders.Domain.Promising;
using Backorders.Domain.Views;

namespace Backorders.Domain.Actors;

/// <summary>
/// An accepted order line. It stands in its SKU's queue while units are open on it. Ordered = open + held + allocated + picked + packed + shipped + cancelled:
/// quantities tell where the line stands, not flags.
/// </summary>
internal sealed class BackorderLine(LineKey key, OrderActor order, SkuActor item, AcceptedLine accepted, Instant enqueuedAt)
{
    public LineKey Key { get; } = key;

    public OrderActor Order { get; } = order;

    public SkuActor Item { get; } = item;

    public Quantity Ordered { get; } = accepted.Quantity;

    public Quantity MinPartial { get; } = accepted.MinPartial;

    public int MaxSplits { get; } = accepted.MaxSplits;

    public Instant EnqueuedAt { get; } = enqueuedAt;

    public Quantity Open { get; set; } = accepted.Quantity;

    public Quantity Held { get; set; }

    public Quantity Allocated { get; set; }

    public Quantity Picked { get; set; }

    public Quantity Packed { get; set; }

    public Quantity Shipped { get; set; }

    public Quantity Cancelled { get; set; }

    /// <summary>Of <see cref="Held"/>, those that came from storage.</summary>
    public Quantity HeldFromStorage { get; set; }

    public DockOrigin HeldOrigin { get; set; }

    public Instant HoldExpiresAt { get; set; } = Instant.Never;

    /// <summary>In how many parts it was served so far; what is given at one time is one part.</summary>
    public int Splits { get; set; }

    public Instant LastAllocatedAt { get; set; } = new(long.MinValue);

    public bool Pinned { get; set; }

    public bool Requeued { get; set; }

    public Instant FirstPromise { get; set; } = Instant.Never;

    public Instant Promise { get; set; } = Instant.Never;

    /// <summary>What only few lines have; null for the others.</summary>
    public LineSide? Side { get; set; }

    /// <summary>The date the customer holds us to: the first promise until he agrees to another.</summary>
    public Instant Agreed => Side?.Agreed ?? FirstPromise;

    /// <summary>When it becomes a matter of law or contract that it leaves: a line is cancelled when its customer does not say by then that he waits.</summary>
    public Instant UrgentBy => Side?.Asked is { SilenceConsents: false } asked && asked.Deadline < Order.Terms.UrgentBy ? asked.Deadline : Order.Terms.UrgentBy;

    /// <summary>Units that have not gone too far to be taken back.</summary>
    public Quantity Unpacked => Open + Held + Allocated + Picked;

    /// <summary>Links to future supply. Never more units than are open.</summary>
    public List<Peg> Pegs { get; } = [];

    public Quantity Pegged { get; set; }

    public Quantity Unpegged => Open - Pegged;

    public Quantity Waiting => Open + Held;

    /// <summary>Whether everything that was ordered has left or was given up.</summary>
    public bool IsClosed => Shipped + Cancelled == Ordered;

    // What follows belongs to the queue that the line stands in; it is worked out again after a replay.

    public RankKey Rank { get; set; }

    public bool IsRanked { get; set; }

    public bool IsQueued { get; set; }

    public bool IsSetAside { get; set; }

    public LineView ToView() => new()
    {
        Line = Key,
        Sku = Item.Key.Sku,
        Ordered = Ordered,
        Open = Open,
        Held = Held,
        Allocated = Allocated,
        Picked = Picked,
        Packed = Packed,
        Shipped = Shipped,
        Cancelled = Cancelled,
        Pegged = Pegged,
        EnqueuedAt = EnqueuedAt,
        FirstPromise = FirstPromise,
        Promise = Promise,
        Pinned = Pinned,
        AskedDelay = Side?.Asked is { } asked ? new DelayView(asked.To, asked.Deadline, asked.SilenceConsents) : null,
        Agreed = Agreed,
        OfferedSubstitute = Side?.Offered,
        SubstitutedBy = Side?.SubstitutedBy ?? 0,
        Substitutes = Side?.Substitutes ?? 0,
    };
}
