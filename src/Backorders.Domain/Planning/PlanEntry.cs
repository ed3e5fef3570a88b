using Backorders.Domain.ActorData;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>A line that a plan looks at by itself: one that takes by a rule of its own, or one that is only thought of.</summary>
/// <param name="line">The line; null for one that is only thought of, which takes whatever reaches its place.</param>
/// <param name="rank">Where it stands.</param>
/// <param name="plainBefore">Open units of the plain lines before it.</param>
/// <param name="open">Units that it wants.</param>
/// <param name="terms">Between which times it takes any.</param>
internal sealed class PlanEntry(BackorderLine? line, RankKey rank, long plainBefore, long open, OrderTerms terms)
{
    /// <summary>It is never filled.</summary>
    public const int NotFilled = -1;

    public BackorderLine? Line { get; } = line;

    public RankKey Rank { get; } = rank;

    public long PlainBefore { get; } = plainBefore;

    public long Open { get; } = open;

    /// <summary>Its number among the special lines.</summary>
    public int At { get; init; }

    /// <summary>What it is covered with, or not; looked up once by whoever decides that.</summary>
    public Candidate? Candidate { get; set; }

    /// <summary>What it still wants, in the plan that is played.</summary>
    public long Left { get; private set; }

    /// <summary>Whether it takes anything, in the plan that is played.</summary>
    public bool Takes => from != Instant.Never;

    /// <summary>The step that gave it its last unit, or <see cref="NotFilled"/>.</summary>
    public int FilledAt { get; private set; }

    /// <summary>The step that gave it its first unit, or <see cref="NotFilled"/>.</summary>
    public int BegunAt { get; private set; }

    /// <summary>Before this time its order wants nothing.</summary>
    public Instant NotBefore => terms.NotBefore;

    /// <summary>From this time on its order wants nothing; <see cref="Instant.Never"/> when there is none.</summary>
    public Instant CancelBy => terms.CancelBy;

    /// <summary>From when on it takes any, if what must be complete is covered as it is.</summary>
    public Instant From => Later(Line is { IsWhole: true } ? Line.CoverFrom : default);

    /// <summary>What each step gave it, where somebody asks for it before the plan is played.</summary>
    public List<(int Step, long Units)>? Parts { get; set; }

    /// <summary>In how many parts it was served, in the plan that is played.</summary>
    private int splits;

    private Instant from;

    /// <summary>The later of a time and of that before which its order wants nothing.</summary>
    public Instant Later(Instant at) => at > NotBefore ? at : NotBefore;

    /// <param name="takesFrom">From when on it takes any; <see cref="Instant.Never"/> when nothing.</param>
    public void Begin(Instant takesFrom)
    {
        from = takesFrom;
        Left = Open;
        FilledAt = BegunAt = NotFilled;
        splits = Line?.Splits ?? 0;
    }

    /// <summary>What it takes of the units that reach its place at a step.</summary>
    public long Take(long pool, int step, Instant at)
    {
        if (Left == 0 || pool == 0 || from > at || terms.CancelBy <= at)
        {
            return 0;
        }

        long take = Line is null || Line.IsWhole
            ? Math.Min(Left, pool)
            : Eligibility.Take(Line, new Quantity(Left), splits, new Quantity(pool)).Take.Units;
        if (take > 0)
        {
            splits++;
            BegunAt = BegunAt == NotFilled ? step : BegunAt;
            Parts?.Add((step, take));
        }

        Left -= take;
        FilledAt = take > 0 && Left == 0 ? step : FilledAt;
        return take;
    }
}
