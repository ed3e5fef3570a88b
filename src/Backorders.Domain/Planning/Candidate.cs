using Backorders.Domain.ActorData;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>What is covered or not as one: an order that ships only complete, or a single line that does.</summary>
internal sealed class Candidate
{
    private readonly BackorderLine front;

    private Candidate(OrderData order, BackorderLine? only, in RankKey rank)
    {
        (Order, Only, Rank) = (order, only, rank);
        front = only ?? order.Lines.Find(static l => !l.Open.IsZero)!;
    }

    public OrderData Order { get; }

    /// <summary>The line; null when it is the whole order.</summary>
    public BackorderLine? Only { get; }

    /// <summary>Its lines with open units, by number.</summary>
    public IEnumerable<BackorderLine> Lines => Only is null ? Order.Lines.Where(static l => !l.Open.IsZero) : [Only];

    /// <summary>The rank of the one that stands front-most in its queue.</summary>
    public RankKey Rank { get; }

    /// <summary>Whether it is covered as things stand.</summary>
    public bool IsCovered => front.IsCovered;

    /// <summary>The time before which it takes nothing, as things stand.</summary>
    public Instant CoverFrom => front.CoverFrom;

    /// <summary>The time before which it takes nothing, as decided in this pass, or as asked while that is decided; the default when it takes from now on.</summary>
    public Instant From { get; set; }

    /// <summary>Where its lines stand in the plans that were made in this pass.</summary>
    public List<(Takers Takers, int At)> Places { get; } = [];

    /// <summary>Whether it waits for its decision.</summary>
    public bool IsOpen { get; set; }

    /// <summary>What was decided for it in this pass; null when nothing was.</summary>
    public bool? Decided { get; set; }

    /// <summary>Whether what was decided in this pass is not what stands. A time that has passed says nothing.</summary>
    public bool Decides(Instant now) => Decided is { } isCovered && (isCovered != IsCovered || (From != CoverFrom && !(From == default && CoverFrom <= now)));

    /// <summary>Whether a line of it is complete only with units that are held for lower classes.</summary>
    public bool CountsOnLower { get; set; }

    /// <summary>Whether units are held for it.</summary>
    public bool Holds => Only is null ? Order.Lines.Exists(static l => !l.Held.IsZero) : !Only.Held.IsZero;

    /// <summary>When the first of its holds ends, and with it all; <see cref="Instant.Never"/> when nothing is held for it.</summary>
    public Instant HoldEnds => Only?.HoldExpiresAt ?? Order.Lines.Min(static l => l.HoldExpiresAt);

    /// <summary>The candidate that a ranked line with open units belongs to.</summary>
    public static Candidate Of(BackorderLine line, Ranking ranking, Instant now) => line.Order.Terms.ShipMode == ShipMode.LineComplete
        ? new Candidate(line.Order, line, line.Rank)
        : new Candidate(line.Order, null, FrontOf(line.Order, ranking, now));

    private static RankKey FrontOf(OrderData order, Ranking ranking, Instant now)
    {
        PlannedOrder known = order.Planned ??= new PlannedOrder();
        if (known.FrontUntil > now.UnixMicroseconds)
        {
            return known.Front;
        }

        (BackorderLine? front, long until) = (null, long.MaxValue);
        foreach (BackorderLine line in order.Lines.Where(static l => !l.Open.IsZero))
        {
            line.Item.Queue.Refresh(ranking, now);
            front = front is null || line.Rank.CompareTo(front.Rank) < 0 ? line : front;
            until = Math.Min(until, line.LookAgainAt);
        }

        (known.Front, known.FrontUntil) = (front!.Rank, until);
        return known.Front;
    }
}
