using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.ActorData;

/// <summary>
/// An accepted order line. It stands in its SKU's queue while units are open on it. Ordered = open + held + allocated + picked + packed + shipped + cancelled:
/// quantities tell where the line stands, not flags.
/// </summary>
internal sealed class BackorderLine(LineKey key, OrderData order, SkuData item, AcceptedLine accepted, Instant enqueuedAt)
{
    public LineKey Key { get; } = key;

    public OrderData Order { get; } = order;

    public SkuData Item { get; } = item;

    /// <summary>The next line of the same order for the same item, and from the last the first again: they want units of the same stock.</summary>
    public BackorderLine? NextOfItem { get; set; }

    /// <summary>All lines of its order for the same item, this one first.</summary>
    public IEnumerable<BackorderLine> OfItem()
    {
        BackorderLine line = this;
        do
        {
            yield return line;
            line = line.NextOfItem!;
        }
        while (line != this);
    }

    public Quantity Ordered { get; } = accepted.Quantity;

    public Quantity MinPartial { get; } = accepted.MinPartial;

    public int MaxSplits { get; } = accepted.MaxSplits;

    /// <summary>Base units of the smallest part that may be given.</summary>
    public long UnitSize { get; } = accepted.UnitSize;

    public Instant EnqueuedAt { get; } = enqueuedAt;

    /// <summary>The only lot it takes; not set when any will do.</summary>
    public LotNo Lot { get; } = accepted.Lot;

    /// <summary>Days that must be left until the expiry when it ships.</summary>
    public int MinRemainingDays { get; } = accepted.MinRemainingDays;

    /// <summary>Units held, by lot; null for an item that has none.</summary>
    public List<HeldLot>? HeldLots { get; set; }

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

    /// <summary>Its promise place: the ordinal of its first promise, hold or allocation in its queue, which never changes. 0 while it has none.</summary>
    public int Place { get; set; }

    /// <summary>Which dates have come near. It stays urgent until the date has been met, whatever happens to its promise.</summary>
    public UrgentReasons Urgent { get; set; }

    public bool IsUrgent => Urgent != UrgentReasons.None;

    /// <summary>Whether what it needs is there or comes in time, so that it may hold units. Only for a line that must be complete, by itself or with its order.</summary>
    public bool IsCovered { get; set; }

    /// <summary>When it is covered: the time before which it takes nothing, for what comes before would be given up again before the last of it comes.</summary>
    public Instant CoverFrom { get; set; }

    /// <summary>Whether it may hold units at a time, or take all of them.</summary>
    public bool MayHold(Instant now) => IsCovered && CoverFrom <= now;

    /// <summary>The first date that the customer was told.</summary>
    public Instant FirstPromise { get; set; } = Instant.Never;

    /// <summary>The date that the customer was told last; <see cref="Instant.Never"/> when he was told that there is none.</summary>
    public Instant Promise { get; set; } = Instant.Never;

    /// <summary>What only few lines have; null for the others.</summary>
    public LineSide? Side { get; set; }

    /// <summary>The agreed date: the first promise, until the customer agrees to another one.</summary>
    public Instant Agreed => Side?.Agreed ?? FirstPromise;

    /// <summary>The date that must not pass unshipped: the agreed one where customers are asked, else the one last told.</summary>
    public Instant BindingPromise(Policy policy) => policy.AskDelayConsent ? Agreed : Promise;

    /// <summary>Whether it takes nothing but all of it at once: by itself, or with its whole order.</summary>
    public bool IsWhole => Order.Terms.ShipMode is ShipMode.LineComplete or ShipMode.OrderComplete;

    /// <summary>Units that were ordered and not given up.</summary>
    public Quantity Wanted => Ordered - Cancelled;

    /// <summary>Shipped units that may still come back for a refund.</summary>
    public Quantity Refundable => Shipped - (Side?.Refunded ?? Quantity.Zero);

    /// <summary>Units in parcels whose payment was captured, here or gone.</summary>
    public Quantity PaidInParcels => Order.Tasks.Where(t => t.Line == this && t.IsPaid).Aggregate(Quantity.Zero, static (sum, t) => sum + t.Quantity);

    /// <summary>Units that were paid for, and were lost before they left.</summary>
    public Quantity PaidAndLost => Side is { Paid: var paid } && PaidInParcels is var there && paid > there ? paid - there : Quantity.Zero;

    /// <summary>Units that can still be taken back.</summary>
    public Quantity Unpacked => Open + Held + Allocated + Picked;

    public Quantity Waiting => Open + Held;

    /// <summary>Whether everything that was ordered has left or was given up.</summary>
    public bool IsClosed => Shipped + Cancelled == Ordered;

    // What follows belongs to the queue that the line stands in; it is worked out again after a replay.

    public RankKey Rank;

    public QueueNode Node;

    /// <summary>When the line must be looked at again because of the time, in microseconds; far away when it need not.</summary>
    public long LookAgainAt { get; set; } = long.MaxValue;

    /// <summary>Whether it could take no units when it was ranked, whatever came.</summary>
    public bool IsBarred { get; set; }

    /// <summary>Whether its <see cref="CoverFrom"/> had not come when the queue looked at it.</summary>
    public bool IsLater { get; set; }

    public bool IsRanked { get; set; }

    public bool IsQueued { get; set; }

    public bool IsSetAside { get; set; }

    /// <summary>What the last plan found for a line that must be complete; null for others.</summary>
    public PlannedPart? Planned { get; set; }

    /// <summary>Whether its customer was told something lately, so that good news must wait.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Which of its held units go first: of one lot, or of the last to expire when none is named; the dock's before those from storage.</summary>
    public List<(Lot? Lot, Quantity AtDock, Quantity InStorage)> SplitHeld(Lot? lot, Quantity units)
    {
        if (HeldLots is null)
        {
            Quantity dock = Quantity.Min(units, Held - HeldFromStorage);
            return [(null, dock, units - dock)];
        }

        List<(Lot?, Quantity, Quantity)> parts = [];
        foreach (HeldLot held in HeldLots.Where(h => lot is null || h.Lot == lot).OrderByDescending(h => h.Lot))
        {
            Quantity part = Quantity.Min(units, held.Units);
            Quantity dock = Quantity.Min(part, held.Units - held.FromStorage);
            units -= part;
            parts.Add((held.Lot, dock, part - dock));
        }

        return parts;
    }

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
        EnqueuedAt = EnqueuedAt,
        FirstPromise = FirstPromise,
        Promise = Promise,
        Pinned = Pinned,
        AskedDelay = Side?.Asked is { } asked ? new DelayView(asked.To, asked.Deadline, asked.SilenceConsents) : null,
        Agreed = Agreed,
        Cause = Side?.Cause ?? PromiseCause.None,
        OfferedSubstitute = Side?.Offered,
        SubstitutedBy = Side?.SubstitutedBy ?? 0,
        Substitutes = Side?.Substitutes ?? 0,
        Continues = Side?.Continues ?? 0,
    };
}
