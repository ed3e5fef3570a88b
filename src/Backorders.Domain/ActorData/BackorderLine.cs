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
    private static readonly List<Peg> NoPegs = [];

    private List<Peg>? pegs;

    public LineKey Key { get; } = key;

    public OrderData Order { get; } = order;

    public SkuData Item { get; } = item;

    /// <summary>The next line of the same order for the same item, and from the last the first again: they want units of the same stock.</summary>
    public BackorderLine? NextOfItem { get; set; }

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

    public Instant FirstPromise { get; set; } = Instant.Never;

    public Instant Promise { get; set; } = Instant.Never;

    /// <summary>What only few lines have; null for the others.</summary>
    public LineSide? Side { get; set; }

    /// <summary>The agreed date: the first promise, until the customer agrees to another one.</summary>
    public Instant Agreed => Side?.Agreed ?? FirstPromise;

    /// <summary>The date that must not pass unshipped: the agreed one where customers are asked, else the one last told.</summary>
    public Instant BindingPromise(Policy policy) => policy.AskDelayConsent ? Agreed : Promise;

    /// <summary>The date that makes the line urgent: its penalty date, or the deadline at which it is cancelled unless its customer answers, whichever is earlier.</summary>
    public Instant UrgentBy => Side?.Asked is { SilenceConsents: false } asked && asked.Deadline < Order.Terms.UrgentBy ? asked.Deadline : Order.Terms.UrgentBy;

    /// <summary>Units that can still be taken back.</summary>
    public Quantity Unpacked => Open + Held + Allocated + Picked;

    /// <summary>Links to future supply. Never more units than are open.</summary>
    public List<Peg> Pegs => pegs ?? NoPegs;

    public Quantity Pegged { get; set; }

    public Quantity Unpegged => Open - Pegged;

    public Quantity Waiting => Open + Held;

    /// <summary>Whether everything that was ordered has left or was given up.</summary>
    public bool IsClosed => Shipped + Cancelled == Ordered;

    // What follows belongs to the queue that the line stands in; it is worked out again after a replay.

    public RankKey Rank;

    public QueueNode Node;

    /// <summary>When the line must be looked at again because of the time, in microseconds; far away when it need not.</summary>
    public long LookAgainAt { get; set; } = long.MaxValue;

    /// <summary>Set while it is passed over because its order lacks another item.</summary>
    public Parking? Parking { get; set; }

    /// <summary>Whether it could take no units when it was ranked, whatever came.</summary>
    public bool IsBarred { get; set; }

    public bool IsRanked { get; set; }

    public bool IsQueued { get; set; }

    public bool IsSetAside { get; set; }

    public void Add(Peg peg) => (pegs ??= new List<Peg>(1)).Add(peg);

    /// <summary>A line that lost its last link is as small as one that never had any: a million of them wait.</summary>
    public void Remove(Peg peg)
    {
        pegs!.Remove(peg);
        pegs = pegs.Count == 0 ? null : pegs;
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
        Pegged = Pegged,
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
    };
}
