using System.Globalization;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.ActorData;

/// <summary>
/// The ordering keys of a waiting line, compared one after the other: who gets the units first. Smaller stands before larger.
/// The last two keys are the line's own number, so no two lines are ever equal and a replay decides the same.
/// </summary>
internal readonly record struct RankKey : IComparable<RankKey>
{
    /// <summary>0 when a person moved the line to the front.</summary>
    public byte Pinned { get; init; }

    /// <summary>0 when a consent or penalty date is near.</summary>
    public byte Urgent { get; init; }

    /// <summary>Minus (customer tier + tiers gained by waiting).</summary>
    public int Tier { get; init; }

    /// <summary>0 when the customer was promised a date.</summary>
    public byte Unpromised { get; init; }

    /// <summary>Whether <see cref="Unpromised"/> goes before <see cref="Tier"/>.</summary>
    public bool PromiseBeforeTier { get; init; }

    /// <summary>0 when the line is requeued, because the warehouse lost its units (short pick, damage, recall).</summary>
    public byte Requeued { get; init; }

    /// <summary>0 today's truck, 1 tomorrow's, 2 later.</summary>
    public byte SlackDays { get; init; }

    /// <summary>The date that holds now.</summary>
    public Instant Promise { get; init; }

    /// <summary>The date first given.</summary>
    public Instant FirstPromise { get; init; }

    /// <summary>0 when nothing else of the order is open.</summary>
    public byte Incomplete { get; init; }

    /// <summary>When the line began to wait.</summary>
    public Instant EnqueuedAt { get; init; }

    /// <summary>The line.</summary>
    public LineKey Line { get; init; }

    /// <summary>When one of the keys changes by time alone.</summary>
    public Instant ValidUntil { get; init; }

    public int CompareTo(RankKey other)
    {
        int byKey = Pinned.CompareTo(other.Pinned);
        byKey = byKey != 0 ? byKey : Urgent.CompareTo(other.Urgent);
        byKey = byKey != 0 ? byKey : ByTierAndPromise(other);
        byKey = byKey != 0 ? byKey : Requeued.CompareTo(other.Requeued);
        byKey = byKey != 0 ? byKey : SlackDays.CompareTo(other.SlackDays);
        byKey = byKey != 0 ? byKey : Promise.CompareTo(other.Promise);
        byKey = byKey != 0 ? byKey : FirstPromise.CompareTo(other.FirstPromise);
        byKey = byKey != 0 ? byKey : Incomplete.CompareTo(other.Incomplete);
        byKey = byKey != 0 ? byKey : EnqueuedAt.CompareTo(other.EnqueuedAt);
        return byKey != 0 ? byKey : Line.CompareTo(other.Line);
    }

    /// <summary>
    /// Compares the first three keys alone: the class. Units are taken back for a line only from lines of a strictly lower class, so a class never trades
    /// units within itself.
    /// </summary>
    public int CompareClass(RankKey other)
    {
        int byKey = Pinned.CompareTo(other.Pinned);
        byKey = byKey != 0 ? byKey : Urgent.CompareTo(other.Urgent);
        return byKey != 0 ? byKey : PromiseBeforeTier ? Unpromised.CompareTo(other.Unpromised) : Tier.CompareTo(other.Tier);
    }

    /// <summary>The keys for a person, in the order in which they are compared.</summary>
    public IReadOnlyList<KeyValue> Describe()
    {
        KeyValue tier = new("tier_with_ageing", (-Tier).ToString(CultureInfo.InvariantCulture));
        KeyValue promised = new("promised", Unpromised == 0 ? "yes" : "no");
        return
        [
            new("pinned", Pinned == 0 ? "yes" : "no"),
            new("urgent", Urgent == 0 ? "yes" : "no"),
            PromiseBeforeTier ? promised : tier,
            PromiseBeforeTier ? tier : promised,
            new("requeued", Requeued == 0 ? "yes" : "no"),
            new("departure", SlackDays switch { 0 => "today", 1 => "tomorrow", _ => "later" }),
            new("promise", Promise.ToString()),
            new("first_promise", FirstPromise.ToString()),
            new("completes_order", Incomplete == 0 ? "yes" : "no"),
            new("enqueued_at", EnqueuedAt.ToString()),
            new("line", $"{Line.Order.OrderNo}#{Line.LineNo.ToString(CultureInfo.InvariantCulture)}"),
        ];
    }

    private int ByTierAndPromise(RankKey other)
    {
        int byTier = Tier.CompareTo(other.Tier);
        int byPromise = Unpromised.CompareTo(other.Unpromised);
        return PromiseBeforeTier ? (byPromise != 0 ? byPromise : byTier) : (byTier != 0 ? byTier : byPromise);
    }
}
