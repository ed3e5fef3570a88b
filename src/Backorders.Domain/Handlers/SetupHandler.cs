using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.State;

namespace Backorders.Domain.Handlers;

/// <summary>The building, its rules and the owners' items.</summary>
internal static class SetupHandler
{
    public static Refused? Handle(OpenWarehouse c, TurnContext turn, WarehouseId id)
    {
        if ((Check.Count("doors", c.Doors.Count, Limits.PlacesMax) ?? Check.Count("lanes", c.Lanes.Count, Limits.PlacesMax)) is { } refused)
        {
            return refused;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(c.TimeZone, out _))
        {
            return Refused.Because(Refusal.InvalidValue, $"Time zone {c.TimeZone} is not known here. Use an IANA name such as Europe/London.", ("time_zone", c.TimeZone));
        }

        bool same = turn.State.TimeZone == c.TimeZone && turn.State.Doors.SequenceEqual(c.Doors) && turn.State.Lanes.SequenceEqual(c.Lanes);
        if (!same)
        {
            turn.Emit(new WarehouseOpened(id, c.TimeZone, c.Doors, c.Lanes));
        }

        return null;
    }

    public static Refused? Handle(SetPolicy c, TurnContext turn)
    {
        Policy p = c.Policy;
        List<string> wrong = [];
        Within(p.AgeingDaysPerTier, 0, 3650, "ageing_days_per_tier", wrong);
        Within(p.UrgentWithinDays, 0, 365, "urgent_within_days", wrong);
        Within(p.LeaseSeconds, 5, 86_400, "lease_seconds", wrong);
        Within(p.HoldHours, 1, 24 * 365, "hold_hours", wrong);
        Within(p.TaskAttemptsMax, 1, 1000, "task_attempts_max", wrong);
        Within(p.PromiseAllowanceHours, 0, 24 * 365, "promise_allowance_hours", wrong);
        Within(p.PromiseThresholdHours, 0, 24 * 365, "promise_threshold_hours", wrong);
        if (wrong.Count > 0)
        {
            return Refused.Because(Refusal.InvalidValue, string.Join(" ", wrong), [.. wrong.Select((w, i) => ($"error_{i + 1}", (object?)w))]);
        }

        turn.Emit(new PolicySet(p with { Version = turn.State.Policy.Version + 1 }));
        return null;
    }

    public static Refused? Handle(DefineItems c, TurnContext turn)
    {
        if (Check.Count("items", c.Items.Count, Limits.ItemsMax) is { } refused)
        {
            return refused;
        }

        foreach (Item item in c.Items)
        {
            if (Check.Text("description", item.Description) is { } bad)
            {
                return bad;
            }

            if (item.Units.Count > Limits.UnitsMax || item.Units.Any(u => u.BaseUnits is < 1 or > Limits.UnitFactorMax || u.Name == Item.Each)
                || item.Units.DistinctBy(u => u.Name).Count() != item.Units.Count)
            {
                return Refused.Because(
                    Refusal.InvalidValue,
                    $"Item {item.Sku}: at most {Limits.UnitsMax} units besides 'each', each name once, each holding 1 to {Limits.UnitFactorMax} base units.",
                    ("sku", item.Sku));
            }
        }

        List<Item> changed = [.. c.Items.Where(i => !Same(turn.State.FindItem(new SkuKey(c.Owner, i.Sku)), i))];
        if (changed.Count > 0)
        {
            turn.Emit(new ItemsDefined(c.Owner, changed));
        }

        return null;
    }

    private static bool Same(Item? known, Item item) => known is not null && known.Description == item.Description && known.IsGoods == item.IsGoods
        && known.Units.SequenceEqual(item.Units);

    private static void Within(int value, int min, int max, string name, List<string> wrong)
    {
        if (value < min || value > max)
        {
            wrong.Add($"{name} is {value}; it must be between {min} and {max}.");
        }
    }
}
