using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Planning;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// What customers are told of the plan. A first date at once; a worse one at once when it is worse by more than the threshold; a better one likewise, but at most
/// once in a quiet period, else when that ends. So what was told is never further from the plan than the threshold, unless a notice stands on the agenda.
/// </summary>
internal static class Telling
{
    /// <summary>Tells the customers of an item's plain lines who were told something else. Costs O(log n) for each shipment, and for each who is told.</summary>
    public static void Plain(QueuePlan plan, ITurn turn)
    {
        if (plan.Plain == 0)
        {
            return;
        }

        Policy policy = turn.PolicyOf(plan.Item.Key.Owner);
        List<(BackorderLine Line, int Step)> told = [];
        if (plan.IsSpread)
        {
            ByClass(plan, plan.Mode, told);
        }
        else
        {
            ByPlace(plan, policy, told);
        }

        foreach ((BackorderLine line, int step) in told)
        {
            Tell(line, plan.DateOf(step), plan.AsnOf(step), turn);
        }
    }

    /// <summary>Tells the customer of a line when it is planned, if it is for him to know.</summary>
    /// <param name="line">The line.</param>
    /// <param name="promise">The date that it is planned for; <see cref="Instant.Never"/> when nobody can say.</param>
    /// <param name="on">The shipment that it hangs on; null when it hangs on none.</param>
    /// <param name="turn">The turn.</param>
    public static void Tell(BackorderLine line, Instant promise, AsnKey? on, ITurn turn)
    {
        Policy policy = turn.PolicyOf(line.Item.Key.Owner);
        if (line.FirstPromise == Instant.Never)
        {
            if (promise != Instant.Never)
            {
                turn.Emit(new PromiseGiven(line.Key, promise, on ?? new AsnKey(line.Item.Key.Owner, default)) { Sku = line.Item.Key.Sku });
            }
        }
        else if (HasMoved(line.Promise, promise, policy) && (promise > line.Promise || !line.IsQuiet))
        {
            turn.Emit(new PromiseChanged(line.Key, line.Promise, promise, on) { Sku = line.Item.Key.Sku, Cause = turn.Cause });
            DelayConsent.PromiseMoved(line, policy, turn);
            Substitution.Consider(line, turn);
        }
    }

    private static void ByPlace(QueuePlan plan, Policy policy, List<(BackorderLine Line, int Step)> told)
    {
        long threshold = (long)TimeSpan.FromHours(policy.PromiseThresholdHours).TotalMicroseconds;
        List<BackorderLine> found = [];
        for (int step = 0; step <= plan.Steps.Count; step++)
        {
            bool filled = step < plan.Steps.Count;
            (long from, long to) = (plan.PlainAfter(step - 1), filled ? plan.PlainAfter(step) : plan.Plain);
            if (from == to)
            {
                continue;
            }

            long planned = plan.DateOf(filled ? step : PlanEntry.NotFilled).UnixMicroseconds;
            found.Clear();
            plan.Item.Queue.Ranked.AddToldOtherwise(from, to, filled ? planned - threshold : planned, filled ? planned + threshold : planned, found);
            told.AddRange(found.Select(line => (line, filled ? step : PlanEntry.NotFilled)));
        }
    }

    /// <summary>Where a shortage is spread, all lines of a class have the date of the shipment that covers the class.</summary>
    private static void ByClass(QueuePlan plan, DistributionMode mode, List<(BackorderLine Line, int Step)> told)
    {
        BackorderLine? first = null;
        int step = PlanEntry.NotFilled;
        foreach (BackorderLine line in plan.Item.Queue.InOrder().Where(static l => l.Node.Role == PlanRole.Plain))
        {
            if (first is null || !FairShare.InOneClass(first, line, mode))
            {
                (first, step) = (line, plan.StepOf(line));
            }

            told.Add((line, step));
        }
    }

    private static bool HasMoved(Instant from, Instant to, Policy policy) => from == Instant.Never || to == Instant.Never
        ? from != to
        : (to - from).Duration() > TimeSpan.FromHours(policy.PromiseThresholdHours);
}
