using Backorders.Domain.ActorData;
using Backorders.Domain.Planning;
using Backorders.Domain.State;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Explaining;

/// <summary>Tells why a line stands where it stands, from the same code that decides: the same keys, the same named reasons.</summary>
internal static class Explanation
{
    public static LineExplanation Of(BackorderLine line, WarehouseState state, Instant now)
    {
        state.Clock.Now = now;
        line.Item.Queue.Refresh(state.RankingOf(line.Item.Key.Owner), now);
        (int place, Quantity ahead, BackorderLine? before) = Place(line);
        SkipReason skip = Skip(line, now);
        LinePlan plan = LinePlan.Of(line, state.RankingOf(line.Item.Key.Owner), now);
        return new LineExplanation
        {
            Line = line.ToView(),
            Place = place,
            QueueLength = line.Item.Queue.Count,
            UnitsAhead = ahead,
            Skip = skip,
            SkipMessage = Eligibility.Describe(skip, line),
            Sooner = Advice.Of(line, skip, ahead, plan.Pegs),
            Keys = state.RankingOf(line.Item.Key.Owner).Rank(line, now).Describe(),
            Ahead = before is null ? null : Compare(before, line),
            Planned = plan.Date,
            PlannedOn = plan.On,
            IsCovered = line is { IsWhole: true, IsCovered: true } && (!line.Held.IsZero || Eligibility.RoleOf(line, now) != PlanRole.Out),
            Pegs = plan.Pegs,
            PolicyVersion = state.PolicyOf(line.Item.Key.Owner).Version,
        };
    }

    /// <summary>Why the line would take no units if as many as it wants came to the dock now.</summary>
    private static SkipReason Skip(BackorderLine line, Instant now)
    {
        SkipReason skip = Eligibility.Check(line, now);
        if (skip == SkipReason.None && line.IsWhole)
        {
            skip = Eligibility.CheckWhole(line, now);
        }
        else if (skip == SkipReason.None && !line.Item.Stock.Free.IsZero)
        {
            skip = line.Item.Lots is { } lots && lots.WhyNone(line) is var why and not SkipReason.None
                ? why
                : Eligibility.Take(line, line.Item.Lots?.FreeFor(line) ?? line.Item.Stock.Free).Skip;
        }

        return skip;
    }

    private static (int Place, Quantity Ahead, BackorderLine? Before) Place(BackorderLine line)
    {
        if (!line.IsQueued)
        {
            return (0, Quantity.Zero, null);
        }

        (int place, long ahead, BackorderLine? before) = line.Item.Queue.PlaceOf(line);
        return (place, new Quantity(ahead), before);
    }

    private static Neighbour Compare(BackorderLine before, BackorderLine line)
    {
        IReadOnlyList<KeyValue> theirs = before.Rank.Describe();
        IReadOnlyList<KeyValue> ours = line.Rank.Describe();
        int at = 0;
        while (at < ours.Count - 1 && theirs[at].Value == ours[at].Value)
        {
            at++;
        }

        return new Neighbour(before.Key, ours[at].Name, theirs[at].Value, ours[at].Value);
    }
}
