using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>What may be promised to somebody who orders an item now: the plan of the item, with his line where it would stand.</summary>
internal sealed class Prospect
{
    private readonly SkuData? item;
    private readonly OrderTerms terms;
    private readonly Quantity before;
    private readonly Ranking ranking;
    private readonly Instant now;

    private Prospect(SkuData? item, OrderTerms terms, Quantity before, Ranking ranking, Instant now)
    {
        (this.item, this.terms, this.before, this.ranking, this.now) = (item, terms, before, ranking, now);
        if (item is not null && item.ReleaseAt <= now)
        {
            FreeNow = item.Lots is null ? item.Stock.Free : item.Lots.All.Where(static l => !l.IsBlocked).Aggregate(Quantity.Zero, static (sum, l) => sum + l.Stock.Free);
        }
    }

    /// <summary>Units that he would get at once: nobody who waits takes them.</summary>
    public Quantity FreeNow { get; }

    /// <param name="item">The item; null when it was never ordered, announced or received.</param>
    /// <param name="terms">What the order agrees: its tier and its times.</param>
    /// <param name="before">Units that the same order wants of the item before.</param>
    /// <param name="ranking">How the owner's lines are ranked.</param>
    /// <param name="now">Now.</param>
    public static Prospect Of(SkuData? item, OrderTerms terms, Quantity before, Ranking ranking, Instant now) => new(item, terms, before, ranking, now);

    /// <summary>The date that could be promised for so many units: now when they are free; <see cref="Instant.Never"/> when nobody can say.</summary>
    public Instant DateFor(Quantity units)
    {
        if (item is null)
        {
            return Instant.Never;
        }

        if (before + units <= FreeNow && terms.NotBefore <= now)
        {
            return now;
        }

        QueuePlan plan = QueuePlan.Of(item, ranking, now);
        PlanEntry entry = plan.Imagine(ranking.RankOfNew(terms, new LineKey(new OrderKey(item.Key.Owner, default), int.MaxValue), now), (before + units).Units, terms);
        plan.PlayDates();
        return plan.DateOf(entry.FilledAt);
    }

    /// <summary>Announced units that no waiting line is planned on.</summary>
    public Quantity FreeInbound()
    {
        if (item is null)
        {
            return Quantity.Zero;
        }

        QueuePlan plan = QueuePlan.Of(item, ranking, now).PlayDates();
        return new Quantity(Math.Min(plan.Unclaimed, plan.Steps.Where(static s => s.Supply is not null).Sum(static s => s.Units)));
    }
}
