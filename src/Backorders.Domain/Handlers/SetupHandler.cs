using Backorders.Domain.Actors;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.State;

namespace Backorders.Domain.Handlers;

/// <summary>The building and the owners' items.</summary>
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

            if (item.Substitutes.Count > Limits.SubstitutesMax || item.Substitutes.Contains(item.Sku) || item.Substitutes.Distinct().Count() != item.Substitutes.Count)
            {
                return Refused.Because(
                    Refusal.InvalidValue, $"Item {item.Sku}: at most {Limits.SubstitutesMax} substitutes, each once and not the item itself.", ("sku", item.Sku));
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
            SkuActor[] moved =
                [.. changed.Select(i => (Item: i, Actor: turn.State.FindSku(new SkuKey(c.Owner, i.Sku)))).Where(p => p.Actor is { } a && a.ReleaseAt != p.Item.ReleaseAt).Select(p => p.Actor!)];
            turn.Emit(new ItemsDefined(c.Owner, changed));
            foreach (SkuActor item in moved)
            {
                turn.Send(new DistributeUnits(item));
                turn.Send(new RetellPromises(item));
            }
        }

        return null;
    }

    private static bool Same(Item? known, Item item) => known is not null && known.Description == item.Description && known.IsGoods == item.IsGoods
        && known.Units.SequenceEqual(item.Units) && known.ReleaseAt == item.ReleaseAt && known.Substitutes.SequenceEqual(item.Substitutes);
}
