using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>Works out the ordering keys of a line at a time, under a policy, in the warehouse's own time zone.</summary>
/// <remarks>Keys change at the beginning of a local day only, so one look at each queue a day is enough, and nothing slips past another within a day.</remarks>
internal sealed class Ranking(Policy policy, TimeZoneInfo zone)
{
    /// <summary>What is added to the time at which units can be had, for the date that is promised.</summary>
    public TimeSpan Allowance { get; } = TimeSpan.FromHours(policy.PromiseAllowanceHours);

    /// <summary>How long units are held for what must be complete.</summary>
    public TimeSpan HoldTime { get; } = TimeSpan.FromHours(policy.HoldHours);

    /// <summary>How a shortage of one item is spread.</summary>
    public DistributionMode DistributionOf(Sku sku) => policy.DistributionOf(sku);

    private Instant today;
    private Instant tomorrow;

    public RankKey Rank(BackorderLine line, Instant now)
    {
        OrderTerms terms = line.Order.Terms;
        (int aged, Instant nextAge) = Ageing(line.EnqueuedAt, now);
        (int slack, Instant nextSlack) = Slack(terms.ShipBy, now);
        return new RankKey
        {
            Pinned = (byte)(line.Pinned ? 0 : 1),
            Urgent = (byte)(line.IsUrgent ? 0 : 1),
            Tier = -(terms.Tier + aged),
            Place = line.Place == 0 ? int.MaxValue : line.Place,
            PromiseBeforeTier = policy.PromiseBeforeTier,
            Requeued = (byte)(line.Requeued ? 0 : 1),
            SlackDays = (byte)slack,
            Incomplete = (byte)(line.Order.IsCompletedBy(line) ? 0 : 1),
            EnqueuedAt = line.EnqueuedAt,
            Line = line.Key,
            ValidUntil = nextAge < nextSlack ? nextAge : nextSlack,
        };
    }

    /// <summary>The first three keys alone, which cost no look at a calendar: enough for <see cref="RankKey.CompareClass"/>.</summary>
    public RankKey ClassOf(BackorderLine line, Instant now) => new()
    {
        Pinned = (byte)(line.Pinned ? 0 : 1),
        Urgent = (byte)(line.IsUrgent ? 0 : 1),
        Tier = -(line.Order.Terms.Tier + Ageing(line.EnqueuedAt, now).Tiers),
        Place = line.Place == 0 ? int.MaxValue : line.Place,
        PromiseBeforeTier = policy.PromiseBeforeTier,
        Line = line.Key,
    };

    /// <summary>Where a line would stand that an order of these terms brought now, with every other line open.</summary>
    public RankKey RankOfNew(OrderTerms terms, LineKey line, Instant now) => new()
    {
        Pinned = 1,
        Urgent = 1,
        Tier = -terms.Tier,
        Place = int.MaxValue,
        PromiseBeforeTier = policy.PromiseBeforeTier,
        Requeued = 1,
        SlackDays = (byte)Slack(terms.ShipBy, now).Days,
        Incomplete = 1,
        EnqueuedAt = now,
        Line = line,
    };

    /// <summary>When the local day began.</summary>
    public Instant BeginningOfDay(Instant now)
    {
        if (now < today || now >= tomorrow)
        {
            (today, tomorrow) = (LocalDays.StartOf(now, zone, 0), LocalDays.StartOf(now, zone, 1));
        }

        return today;
    }

    /// <summary>The first local day that does not begin before a time.</summary>
    public Instant NextBeginningOfDay(Instant at) => LocalDays.StartOf(at, zone, 0) is var day && day < at ? LocalDays.StartOf(at, zone, 1) : day;

    /// <summary>Tiers that a line had gained when the local day began.</summary>
    private (int Tiers, Instant Next) Ageing(Instant enqueuedAt, Instant now)
    {
        if (policy.AgeingDaysPerTier == 0)
        {
            return (0, Instant.Never);
        }

        TimeSpan step = TimeSpan.FromDays(policy.AgeingDaysPerTier);
        Instant day = BeginningOfDay(now);
        TimeSpan waited = day > enqueuedAt ? day - enqueuedAt : TimeSpan.Zero;
        int tiers = (int)(waited.Ticks / step.Ticks);
        Instant due = enqueuedAt + step * (tiers + 1);
        return (tiers, due <= tomorrow ? tomorrow : due); // looked at within the day before, and found that it counts from the next
    }

    /// <summary>Days of the warehouse's calendar until the departure, in three coarse steps: minutes of slack must not reorder a queue.</summary>
    private (int Days, Instant Next) Slack(Instant shipBy, Instant now)
    {
        if (shipBy == Instant.Never)
        {
            return (2, Instant.Never);
        }

        Instant dayOf = LocalDays.StartOf(shipBy, zone, 0);
        if (now >= dayOf)
        {
            return (0, Instant.Never);
        }

        Instant dayBefore = LocalDays.StartOf(shipBy, zone, -1);
        return now >= dayBefore ? (1, dayOf) : (2, dayBefore);
    }
}
