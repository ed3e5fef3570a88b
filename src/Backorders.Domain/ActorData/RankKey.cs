using System.Globalization;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.ActorData;

/// <summary>
/// The ordering keys of a waiting line, compared one after the other: who gets the units first. Smaller stands before larger.
/// The last two keys are the line's own number, so no two lines are ever equal and a replay decides the same.
/// </summary>
/// <remarks>
/// No key reads a date that the engine gave: a queue that sorts by the dates it gives has no single answer, for any order is then consistent with itself. What a
/// customer was promised counts by its <see cref="Place"/>, which never changes. Every key is time or a fact that was told, so the order can be worked out
/// from the events.
/// </remarks>
internal readonly record struct RankKey : IComparable<RankKey>
{
    /// <summary>0 when a person moved the line to the front.</summary>
    public byte Pinned { get; init; }

    /// <summary>0 when a consent or penalty date came near.</summary>
    public byte Urgent { get; init; }

    /// <summary>Minus (customer tier + tiers gained by waiting).</summary>
    public int Tier { get; init; }

    /// <summary>The promise place; <see cref="int.MaxValue"/> for a line that has none yet.</summary>
    public int Place { get; init; }

    /// <summary>Whether <see cref="Place"/> goes before <see cref="Tier"/>.</summary>
    public bool PromiseBeforeTier { get; init; }

    /// <summary>0 when the line is requeued, because the warehouse lost its units (short pick, damage, recall).</summary>
    public byte Requeued { get; init; }

    /// <summary>0 today's truck, 1 tomorrow's, 2 later.</summary>
    public byte SlackDays { get; init; }

    /// <summary>0 when nothing else of the order is open, but for increments of the line itself.</summary>
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
        byKey = byKey != 0 ? byKey : PromiseBeforeTier ? ByPlaceAndTier(other) : ByTierAndPlace(other);
        byKey = byKey != 0 ? byKey : SlackDays.CompareTo(other.SlackDays);
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
        return byKey != 0 ? byKey : PromiseBeforeTier ? (Place == int.MaxValue).CompareTo(other.Place == int.MaxValue) : Tier.CompareTo(other.Tier);
    }

    /// <summary>A rank before all lines of this one's class, and behind all of strictly higher classes.</summary>
    public RankKey FrontOfClass() => new()
    {
        Pinned = Pinned,
        Urgent = Urgent,
        Tier = PromiseBeforeTier ? int.MinValue : Tier,
        Place = PromiseBeforeTier && Place == int.MaxValue ? Place : 0,
        PromiseBeforeTier = PromiseBeforeTier,
        EnqueuedAt = new(long.MinValue),
    };

    /// <summary>A rank behind all lines with which this one shares a shortage.</summary>
    public RankKey EndOfClass(DistributionMode mode) => mode == DistributionMode.TieredFairShare
        ? FrontOfClass() with { Tier = PromiseBeforeTier ? int.MaxValue : Tier, Place = PromiseBeforeTier && Place != int.MaxValue ? int.MaxValue - 1 : int.MaxValue, Requeued = 2 }
        : new RankKey { Pinned = Pinned, Urgent = 2, PromiseBeforeTier = PromiseBeforeTier };

    /// <summary>The keys for a person, in the order in which they are compared.</summary>
    public IReadOnlyList<KeyValue> Describe()
    {
        KeyValue tier = new("tier_with_ageing", (-Tier).ToString(CultureInfo.InvariantCulture));
        KeyValue place = new("promise_place", Place == int.MaxValue ? "none" : Place.ToString(CultureInfo.InvariantCulture));
        KeyValue requeued = new("requeued", Requeued == 0 ? "yes" : "no");
        return
        [
            new("pinned", Pinned == 0 ? "yes" : "no"),
            new("urgent", Urgent == 0 ? "yes" : "no"),
            PromiseBeforeTier ? place : tier,
            PromiseBeforeTier ? tier : requeued,
            PromiseBeforeTier ? requeued : place,
            new("departure", SlackDays switch { 0 => "today", 1 => "tomorrow", _ => "later" }),
            new("completes_order", Incomplete == 0 ? "yes" : "no"),
            new("enqueued_at", EnqueuedAt.ToString()),
            new("line", $"{Line.Order.OrderNo}#{Line.LineNo.ToString(CultureInfo.InvariantCulture)}"),
        ];
    }

    private int ByTierAndPlace(RankKey other)
    {
        int byKey = Tier.CompareTo(other.Tier);
        byKey = byKey != 0 ? byKey : Requeued.CompareTo(other.Requeued);
        return byKey != 0 ? byKey : Place.CompareTo(other.Place);
    }

    private int ByPlaceAndTier(RankKey other)
    {
        int byKey = Place.CompareTo(other.Place);
        byKey = byKey != 0 ? byKey : Tier.CompareTo(other.Tier);
        return byKey != 0 ? byKey : Requeued.CompareTo(other.Requeued);
    }
}
