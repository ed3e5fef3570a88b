using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using At = Backorders.Domain.Tests.NaiveModel.At;
using Line = Backorders.Domain.Tests.NaiveModel.Line;

namespace Backorders.Domain.Tests;

/// <summary>
/// The ordering keys of a waiting line, worked out from events and public views. Places and urgency are told facts, so somebody outside can work the order
/// out; no key is a date that the engine gave.
/// </summary>
internal sealed record NaiveRank : IComparable<NaiveRank>
{
    private static readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>The keys from the front, each smaller where the line stands before.</summary>
    private IReadOnlyList<long> Keys { get; init; } = [];

    /// <summary>What decides between lines that are equal in all keys.</summary>
    private LineKey Line { get; init; }

    /// <summary>The keys within which no units are taken back.</summary>
    public (int Pinned, int Urgent, int TierOrPlaced) Class { get; init; }

    /// <summary>What is shared out together under <see cref="DistributionMode.FairShare"/>.</summary>
    public int Pinned => Class.Pinned;

    public static NaiveRank Of(Line l, NaiveModel model, Warehouse warehouse, Instant now)
    {
        Policy p = warehouse.PolicyOf(l.Item.Owner);
        (LineView v, OrderTerms t) = (warehouse.GetLine(l.Key)!, model.Orders[l.Key.Order]);
        int pinned = v.Pinned ? 0 : 1;
        int urgent = l.Urgent != UrgentReasons.None ? 0 : 1;
        int tier = -t.Tier - (p.AgeingDaysPerTier == 0 ? 0 : (int)(Waited(v.EnqueuedAt, now) / TimeSpan.FromDays(p.AgeingDaysPerTier)));
        int requeued = l.Requeued ? 0 : 1;
        int place = l.Place > 0 ? l.Place : int.MaxValue;
        int days = t.ShipBy == Instant.Never ? 2 : Math.Clamp((Day(t.ShipBy) - Day(now)).Days, 0, 2);
        int rest = model.Lines.Values.Any(o => o.Key.Order == l.Key.Order && o.On(At.Open) > 0 && !Continues(o.Key, l.Key, model)) ? 1 : 0;
        return new NaiveRank
        {
            Keys = p.PromiseBeforeTier
                ? [pinned, urgent, place, tier, requeued, days, rest, v.EnqueuedAt.UnixMicroseconds]
                : [pinned, urgent, tier, requeued, place, days, rest, v.EnqueuedAt.UnixMicroseconds],
            Line = l.Key,
            Class = (pinned, urgent, p.PromiseBeforeTier ? (l.Place > 0 ? 0 : 1) : tier),
        };
    }

    public int CompareTo(NaiveRank? other) => Keys.Zip(other!.Keys, (ours, theirs) => ours.CompareTo(theirs)).FirstOrDefault(c => c != 0) is var byKey and not 0 ? byKey : Line.CompareTo(other.Line);

    public int CompareClass(NaiveRank other) => Class.CompareTo(other.Class);

    /// <summary>When the local day began.</summary>
    public static Instant Today(Instant now) => BeginningOf(Day(now));

    /// <summary>The first local day that does not begin before a time.</summary>
    public static Instant NextDay(Instant at) => Today(at) == at ? at : BeginningOf(Day(at).AddDays(1));

    private static Instant BeginningOf(DateTime day) => Instant.From(new DateTimeOffset(day, zone.GetUtcOffset(day)));

    /// <summary>Whether a line is another one, or was added by raising it.</summary>
    private static bool Continues(LineKey line, LineKey other, NaiveModel model) =>
        line == other || (model.Increments.TryGetValue(line, out int raised) && Continues(new LineKey(line.Order, raised), other, model));

    /// <summary>How long it had waited when the local day began.</summary>
    private static TimeSpan Waited(Instant since, Instant now) => Today(now) > since ? Today(now) - since : TimeSpan.Zero;

    private static DateTime Day(Instant at) => TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), zone).Date;
}
