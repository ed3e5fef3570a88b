using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Planning;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

/// <summary>
/// The part of <see cref="Invariants"/> about the plan: made from nothing, it covers what is covered, and it is what customers were told, within the threshold or with a
/// notice on the agenda. What is due but not yet worked off is not counted.
/// </summary>
internal static class PlanInvariants
{
    public static void Check(WarehouseState state, Instant now, List<string> wrong)
    {
        if (state.Agenda.NextDue <= now)
        {
            return;
        }

        foreach (IGrouping<OwnerId, SkuData> items in state.Skus.Values.Where(static s => s.Queue.Count > 0).OrderBy(static s => s.Key).GroupBy(static s => s.Key.Owner))
        {
            Ranking ranking = state.RankingOf(items.Key);
            Policy policy = state.PolicyOf(items.Key);
            CheckCover(items, ranking, now, wrong);
            foreach (BackorderLine line in items.SelectMany(static i => i.Queue.InOrder()).ToArray())
            {
                CheckTold(line, LinePlan.Of(line, ranking, now), policy, now, wrong);
            }
        }
    }

    private static void CheckCover(IEnumerable<SkuData> items, Ranking ranking, Instant now, List<string> wrong)
    {
        foreach (Candidate who in new Cover(ranking, now).Decide(items, static _ => true))
        {
            string name = who.Only is { } only ? $"Line {only.Key}" : $"Order {who.Order.Key}";
            wrong.Add($"{name}: {Text(who.IsCovered, who.CoverFrom)}, and planned anew {Text(who.Decided == true, who.From)}.");
        }
    }

    private static string Text(bool isCovered, Instant from) => $"it is {(isCovered ? string.Empty : "not ")}covered from {from}";

    private static void CheckTold(BackorderLine line, LinePlan plan, Policy policy, Instant now, List<string> wrong)
    {
        if (plan.Date < now)
        {
            wrong.Add($"Line {line.Key}: it is planned for {plan.Date}, which has passed.");
        }

        if (line.Node.Role == PlanRole.Out)
        {
            return; // its customer is told when it takes part again
        }

        TimeSpan threshold = TimeSpan.FromHours(policy.PromiseThresholdHours);
        bool worse = plan.Date > line.Promise && (plan.Date == Instant.Never || plan.Date - line.Promise > threshold);
        bool better = plan.Date < line.Promise && (line.Promise == Instant.Never || line.Promise - plan.Date > threshold);
        if (line.FirstPromise != Instant.Never && (worse || (better && !line.IsQuiet)))
        {
            wrong.Add($"Line {line.Key}: its customer was told {line.Promise}, and it is planned for {plan.Date}.");
        }

        if (line.FirstPromise == Instant.Never && plan.Date != Instant.Never)
        {
            wrong.Add($"Line {line.Key}: it is planned for {plan.Date}, and its customer was told nothing.");
        }
    }
}
