using Backorders.Domain.ActorData;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

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

        HashSet<Gtin> gtins = [];
        foreach (Item item in c.Items)
        {
            if (ItemCheck.Definition(c.Owner, item, c.Items, gtins, turn.State) is { } bad)
            {
                return bad;
            }
        }

        List<Item> changed = [.. c.Items.Where(i => !ItemCheck.Same(turn.State.FindItem(new SkuKey(c.Owner, i.Sku)), i))];
        if (changed.Count > 0)
        {
            SkuData[] moved =
                [.. changed.Select(i => (Item: i, Actor: turn.State.FindSku(new SkuKey(c.Owner, i.Sku)))).Where(p => p.Actor is { } a && a.ReleaseAt != p.Item.ReleaseAt).Select(p => p.Actor!)];
            turn.Emit(new ItemsDefined(c.Owner, changed));
            foreach (SkuData item in moved)
            {
                turn.Send(new DistributeUnits(item.Key));
            }
        }

        return null;
    }
}
