using Backorders.Domain.ActorData;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>Sets the rules. A policy that contradicts itself is refused with everything that is wrong with it at once.</summary>
internal static class PolicyHandler
{
    private const int MinutesOfDay = 24 * 60;

    /// <summary>Bits for Monday to Sunday.</summary>
    private const int AllWeekdays = 0b111_1111;

    public static Refused? Handle(SetPolicy c, TurnContext turn)
    {
        List<string> wrong = Contradictions(c.Policy, c.Owner, turn.State.Policy);
        if (wrong.Count > 0)
        {
            return Refused.Because(Refusal.InvalidValue, string.Join(" ", wrong), [.. wrong.Select((w, i) => ($"error_{i + 1}", (object?)w))]);
        }

        turn.Emit(new PolicySet(c.Policy with { Version = turn.State.LastPolicyVersion + 1 }, c.Owner));
        return null;
    }

    public static Refused? Handle(DropPolicy c, TurnContext turn)
    {
        if (!turn.State.HasOwnPolicy(c.Owner))
        {
            return Refused.Because(Refusal.NoOwnPolicy, $"{c.Owner} has no policy of its own: the warehouse's decides already.", ("owner", c.Owner));
        }

        turn.Emit(new PolicyDropped(c.Owner));
        return null;
    }

    /// <summary>Everything that is wrong with a policy, as sentences that say what would be right.</summary>
    internal static List<string> Contradictions(Policy p, OwnerId? owner, Policy warehouse)
    {
        List<string> wrong = [];
        Ranges(p, wrong);
        Distributions(p, owner, wrong);
        Departures(p, wrong);
        if (owner is not null)
        {
            BuildingsOwn(p, warehouse, wrong);
        }

        return wrong;
    }

    private static void Ranges(Policy p, List<string> wrong)
    {
        Within(p.AgeingDaysPerTier, 0, 3650, "ageing_days_per_tier", wrong);
        Within(p.UrgentWithinDays, 0, 365, "urgent_within_days", wrong);
        Within(p.LeaseSeconds, 5, 86_400, "lease_seconds", wrong);
        Within(p.HoldHours, 1, 24 * 365, "hold_hours", wrong);
        Within(p.TaskAttemptsMax, 1, 1000, "task_attempts_max", wrong);
        Within(p.PromiseAllowanceHours, 0, 24 * 365, "promise_allowance_hours", wrong);
        Within(p.PromiseThresholdHours, 0, 24 * 365, "promise_threshold_hours", wrong);
        Within((int)p.Unannounced, (int)UnannouncedRule.Blind, (int)UnannouncedRule.Reopen, "unannounced", wrong);
        Within(p.OveragePercent, 0, 1000, "overage_percent", wrong);
        Within(p.OverageUnits, 0, int.MaxValue, "overage_units", wrong);
        Within(p.ConsentSilentDaysMax, 0, 365, "consent_silent_days_max", wrong);
        Within(p.ConsentAnswerDaysMin, 0, 90, "consent_answer_days_min", wrong);
        Within(p.PaymentParkHours, 0, 24 * 90, "payment_park_hours", wrong);
        Within(p.CompensationGraceHours, 0, 24 * 365, "compensation_grace_hours", wrong);
        Within(p.BackInStockHours, 0, 24 * 90, "back_in_stock_hours", wrong);
        Within(p.FreezeMinutes, 0, 7 * MinutesOfDay, "freeze_minutes", wrong);
        Arrivals(p, wrong);
    }

    private static void Arrivals(Policy p, List<string> wrong)
    {
        Within(p.OverdueToleranceHours, 0, 24 * 30, "overdue_tolerance_hours", wrong);
        Within(p.OverdueGraceHours, 0, 24 * 365, "overdue_grace_hours", wrong);
        Within(p.UnloadHours, 1, 24 * 30, "unload_hours", wrong);
        Within(p.NoticeQuietHours, 0, 24 * 30, "notice_quiet_hours", wrong);
        if (p.OverdueToleranceHours > p.PromiseAllowanceHours)
        {
            wrong.Add($"overdue_tolerance_hours is {p.OverdueToleranceHours}; it must not be above promise_allowance_hours, which is {p.PromiseAllowanceHours}: "
                + "a promise would be broken before its truck is known to be late.");
        }
    }

    private static void Distributions(Policy p, OwnerId? owner, List<string> wrong)
    {
        if (!Enum.IsDefined(p.Distribution) || p.SkuDistributions.Any(d => !Enum.IsDefined(d.Mode)))
        {
            wrong.Add("distribution must be one of SEQUENTIAL, FAIR_SHARE and TIERED_FAIR_SHARE.");
        }

        if (p.SkuDistributions.Count > 0 && owner is null)
        {
            wrong.Add("sku_distributions stand in an owner's policy only: a SKU means something within an owner alone.");
        }

        if (p.SkuDistributions.Count > Limits.SkuDistributionsMax)
        {
            wrong.Add($"sku_distributions are {p.SkuDistributions.Count}; at most {Limits.SkuDistributionsMax} are allowed: set the distribution that most items have.");
        }

        foreach (IGrouping<Sku, SkuDistribution> twice in p.SkuDistributions.GroupBy(d => d.Sku).Where(g => g.Count() > 1).Take(10))
        {
            wrong.Add($"sku_distributions name {twice.Key} {twice.Count()} times; name it once.");
        }
    }

    private static void Departures(Policy p, List<string> wrong)
    {
        foreach (int minute in p.DepartureMinutes.Where(m => m is < 0 or >= MinutesOfDay).Take(10))
        {
            wrong.Add($"departure_minutes holds {minute}; it must be between 0 and {MinutesOfDay - 1}, counted from local midnight.");
        }

        if (p.DepartureMinutes.Count > Limits.DeparturesMax)
        {
            wrong.Add($"departure_minutes are {p.DepartureMinutes.Count}; at most {Limits.DeparturesMax} a day.");
        }

        Within(p.DepartureWeekdays, 0, AllWeekdays, "departure_weekdays", wrong);
        if (p.DepartureWeekdays != 0 && p.DepartureMinutes.Count == 0)
        {
            wrong.Add("departure_weekdays name days, but departure_minutes no time on them.");
        }

        if (p.DepartureMinutes.Count > 1 && p.FreezeMinutes >= MinutesOfDay)
        {
            wrong.Add($"freeze_minutes is {p.FreezeMinutes}, a day or more, while trucks leave several times a day: everything would always be frozen.");
        }
    }

    private static void BuildingsOwn(Policy p, Policy warehouse, List<string> wrong)
    {
        Same(p.LeaseSeconds, warehouse.LeaseSeconds, "lease_seconds", wrong);
        Same(p.TaskAttemptsMax, warehouse.TaskAttemptsMax, "task_attempts_max", wrong);
        Same(p.DepartureWeekdays, warehouse.DepartureWeekdays, "departure_weekdays", wrong);
        if (!p.DepartureMinutes.SequenceEqual(warehouse.DepartureMinutes))
        {
            wrong.Add("departure_minutes are the warehouse's; repeat them as they are.");
        }
    }

    private static void Same(int value, int warehouses, string name, List<string> wrong)
    {
        if (value != warehouses)
        {
            wrong.Add($"{name} is the warehouse's, {warehouses}; an owner's policy repeats it, and here it is {value}.");
        }
    }

    private static void Within(int value, int min, int max, string name, List<string> wrong)
    {
        if (value < min || value > max)
        {
            wrong.Add($"{name} is {value}; it must be between {min} and {max}.");
        }
    }
}
