using Backorders.Domain;
using Backorders.Domain.Events;

namespace Backorders.Journal.Mapping;

internal static class SetupEventMap
{
    public static Stored.WarehouseOpened ToStored(WarehouseOpened e)
    {
        Stored.WarehouseOpened s = new() { Warehouse = e.Warehouse.Value, TimeZone = e.TimeZone };
        foreach (DoorId door in e.Doors)
        {
            s.Doors.Add(door.Value);
        }

        foreach (LaneId lane in e.Lanes)
        {
            s.Lanes.Add(lane.Value);
        }

        return s;
    }

    public static WarehouseOpened FromStored(Stored.WarehouseOpened s) => new(
        Ids.Warehouse(s.Warehouse), s.TimeZone, [.. s.Doors.Select(Ids.Door)], [.. s.Lanes.Select(Ids.Lane)]);

    public static Stored.PolicySet ToStored(PolicySet e) => new()
    {
        Version = e.Policy.Version,
        AgeingDaysPerTier = e.Policy.AgeingDaysPerTier,
        UrgentWithinDays = e.Policy.UrgentWithinDays,
        PromiseBeforeTier = e.Policy.PromiseBeforeTier,
        LeaseSeconds = e.Policy.LeaseSeconds,
        HoldHours = e.Policy.HoldHours,
        TaskAttemptsMax = e.Policy.TaskAttemptsMax,
        PromiseAllowanceHours = e.Policy.PromiseAllowanceHours,
        PromiseThresholdHours = e.Policy.PromiseThresholdHours,
        RefuseAfterClose = e.Policy.RefuseAfterClose,
    };

    public static PolicySet FromStored(Stored.PolicySet s) => new(new Policy
    {
        Version = s.Version,
        AgeingDaysPerTier = s.AgeingDaysPerTier,
        UrgentWithinDays = s.UrgentWithinDays,
        PromiseBeforeTier = s.PromiseBeforeTier,
        LeaseSeconds = s.LeaseSeconds,
        HoldHours = s.HoldHours,
        TaskAttemptsMax = s.TaskAttemptsMax,
        PromiseAllowanceHours = s.PromiseAllowanceHours,
        PromiseThresholdHours = s.PromiseThresholdHours,
        RefuseAfterClose = s.RefuseAfterClose,
    });

    public static Stored.ItemsDefined ToStored(ItemsDefined e)
    {
        Stored.ItemsDefined s = new() { Owner = e.Owner.Value };
        foreach (Item item in e.Items)
        {
            Stored.Item stored = new() { Sku = item.Sku.Value, Description = item.Description, IsGoods = item.IsGoods };
            stored.Units.AddRange(item.Units.Select(u => new Stored.UnitOfMeasure { Name = u.Name.Value, BaseUnits = u.BaseUnits }));
            s.Items.Add(stored);
        }

        return s;
    }

    public static ItemsDefined FromStored(Stored.ItemsDefined s) => new(
        Ids.Owner(s.Owner),
        [.. s.Items.Select(i => new Item(
            Ids.Sku(i.Sku), i.Description, i.IsGoods, [.. i.Units.Select(u => new UnitOfMeasure(Ids.Unit(u.Name), u.BaseUnits))]))]);
}
