using Backorders.Domain.ActorData;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>What is covered or not as one: an order that ships only complete, or a single line that does.</summary>
internal sealed class Candidate
{
    private Candidate(OrderData order, BackorderLine? only)
    {
        Order = order;
        Only = only;
        foreach (BackorderLine line in Lines)
        {
            Rank = Front is null || line.Rank.CompareTo(Rank) < 0 ? line.Rank : Rank;
            Front ??= line;
        }
    }

    public OrderData Order { get; }

    /// <summary>The line; null when it is the whole order.</summary>
    public BackorderLine? Only { get; }

    /// <summary>Its lines with open units, by number.</summary>
    public IEnumerable<BackorderLine> Lines => Only is null ? Order.Lines.Where(static l => !l.Open.IsZero) : [Only];

    /// <summary>The rank of the one that stands front-most in its queue.</summary>
    public RankKey Rank { get; }

    /// <summary>Whether it is covered as things stand.</summary>
    public bool IsCovered => Front!.IsCovered;

    /// <summary>What was decided for it in this pass; null when nothing was.</summary>
    public bool? Decided { get; set; }

    /// <summary>Whether a line of it is complete only with units that are held for lower classes.</summary>
    public bool CountsOnLower { get; set; }

    /// <summary>Whether units are held for it.</summary>
    public bool Holds => Only is null ? Order.Lines.Exists(static l => !l.Held.IsZero) : !Only.Held.IsZero;

    /// <summary>When the first of its holds ends, and with it all; <see cref="Instant.Never"/> when nothing is held for it.</summary>
    public Instant HoldEnds => Only?.HoldExpiresAt ?? Order.Lines.Min(static l => l.HoldExpiresAt);

    private BackorderLine? Front { get; }

    /// <summary>The candidate that a line with open units belongs to. All of its lines must be ranked.</summary>
    public static Candidate Of(BackorderLine line) => new(line.Order, line.Order.Terms.ShipMode == ShipMode.LineComplete ? line : null);
}
