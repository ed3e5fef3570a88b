using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>Works out the ordering keys of a line at a time, under a policy, in the warehouse's own time zone.</summary>
internal sealed class Ranking(Policy policy, TimeZoneInfo zone)
{
    public RankKey Rank(BackorderLine line, Instant now)
    {
        OrderTerms terms = line.Order.Terms;
        Instant urgentFrom = line.UrgentBy - TimeSpan.FromDays(policy.UrgentWithinDays);
        (int aged, Instant nextAge) = Ageing(line.EnqueuedAt, now);
        (int slack, Instant nextSlack) = Slack(terms.ShipBy, now);
        return new RankKey
        {
            Pinned = (byte)(line.Pinned ? 0 : 1),
            Urgent = (byte)(urgentFrom <= now ? 0 : 1),
            Tier = -(terms.Tier + aged),
            Unpromised = (byte)(line.FirstPromise == Instant.Never ? 1 : 0),
            PromiseBeforeTier = policy.PromiseBeforeTier,
            Requeued = (byte)(line.Requeued ? 0 : 1),
            SlackDays = (byte)slack,
            Promise = line.Promise,
            FirstPromise = line.FirstPromise,
            Incomplete = (byte)(line.Order.OpenLines == 1 ? 0 : 1),
            EnqueuedAt = line.EnqueuedAt,
            Line = line.Key,
            ValidUntil = Earliest(urgentFrom > now ? urgentFrom : Instant.Never, nextAge, nextSlack),
        };
    }

    /// <summary>The first three keys alone, which cost no look at a calendar: enough for <see cref="RankKey.CompareClass"/>.</summary>
    public RankKey ClassOf(BackorderLine line, Instant now) => new()
    {
        Pinned = (byte)(line.Pinned ? 0 : 1),
        Urgent = (byte)(line.Order.Terms.UrgentBy - TimeSpan.FromDays(policy.UrgentWithinDays) <= now ? 0 : 1),
        Tier = -(line.Order.Terms.Tier + Ageing(line.EnqueuedAt, now).Tiers),
        Unpromised = (byte)(line.FirstPromise == Instant.Never ? 1 : 0),
        PromiseBeforeTier = policy.PromiseBeforeTier,
        Line = line.Key,
    };

    private static Instant Earliest(Instant a, Instant b, Instant c) => a < b ? (a < c ? a : c) : (b < c ? b : c);

    private (int Tiers, Instant Next) Ageing(Instant enqueuedAt, Instant now)
    {
        if (policy.AgeingDaysPerTier == 0)
        {
            return (0, Instant.Never);
        }

        TimeSpan step = TimeSpan.FromDays(policy.AgeingDaysPerTier);
        TimeSpan waited = now > enqueuedAt ? now - enqueuedAt : TimeSpan.Zero;
        int tiers = (int)(waited.Ticks / step.Ticks);
        return (tiers, enqueuedAt + step * (tiers + 1));
    }

    /// <summary>Days of the warehouse's calendar until the departure, in three coarse steps: minutes of slack must not reorder a queue.</summary>
    private (int Days, Instant Next) Slack(Instant shipBy, Instant now)
    {
        if (shipBy == Instant.Never)
        {
            return (2, Instant.Never);
        }

        Instant dayOf = StartOfLocalDay(shipBy, 0);
        if (now >= dayOf)
        {
            return (0, Instant.Never);
        }

        Instant dayBefore = StartOfLocalDay(shipBy, -1);
        return now >= dayBefore ? (1, dayOf) : (2, dayBefore);
    }

    private Instant StartOfLocalDay(Instant at, int addDays)
    {
        DateTime local = TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), zone).Date.AddDays(addDays);
        DateTime existing = zone.IsInvalidTime(local) ? local.AddHours(1) : local; // a day that begins within the hour that is skipped
        return Instant.From(new DateTimeOffset(existing, zone.GetUtcOffset(existing)));
    }
}
