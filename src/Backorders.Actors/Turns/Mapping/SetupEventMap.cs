using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

internal static class SetupEventMap
{
    /// <summary>What an absent number of hours means in an event of before these settings were there. Stored for ever, whatever the default becomes.</summary>
    private const int AbsentHours = 24;

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

    public static Stored.PolicySet ToStored(PolicySet e)
    {
        Stored.PolicySet s = Settings(e);
        Policy p = e.Policy;
        if (p.OverdueToleranceHours != Policy.OverdueToleranceFor(p.PromiseAllowanceHours))
        {
            s.OverdueToleranceHours = p.OverdueToleranceHours;
        }

        if (p.OverdueGraceHours != AbsentHours)
        {
            s.OverdueGraceHours = p.OverdueGraceHours;
        }

        if (p.UnloadHours != AbsentHours)
        {
            s.UnloadHours = p.UnloadHours;
        }

        if (p.NoticeQuietHours != AbsentHours)
        {
            s.NoticeQuietHours = p.NoticeQuietHours;
        }

        return s; // what is as it was before there was a choice is stored as absent fields: earlier journals keep their bytes
    }

    private static Stored.PolicySet Settings(PolicySet e) => new()
    {
        Owner = e.Owner?.Value ?? string.Empty,
        Distribution = ToStored(e.Policy.Distribution),
        SkuDistributions = { e.Policy.SkuDistributions.Select(d => new Stored.SkuDistribution { Sku = d.Sku.Value, Mode = (Stored.DistributionMode)d.Mode }) },
        Preemption = e.Policy.Preemption,
        FreezeMinutes = e.Policy.FreezeMinutes,
        DepartureMinutes = { e.Policy.DepartureMinutes },
        DepartureWeekdays = e.Policy.DepartureWeekdays,
        Version = e.Policy.Version,
        AgeingDaysPerTier = e.Policy.AgeingDaysPerTier,
        UrgentWithinDays = e.Policy.UrgentWithinDays,
        PromiseBeforeTier = e.Policy.PromiseBeforeTier,
        LeaseSeconds = e.Policy.LeaseSeconds,
        HoldHours = e.Policy.HoldHours,
        TaskAttemptsMax = e.Policy.TaskAttemptsMax,
        PromiseAllowanceHours = e.Policy.PromiseAllowanceHours,
        PromiseThresholdHours = e.Policy.PromiseThresholdHours,
        RefuseAfterClose = e.Policy.Unannounced == UnannouncedRule.Refuse,
        Unannounced = e.Policy.Unannounced == UnannouncedRule.Refuse ? 0 : (int)e.Policy.Unannounced,
        HoldOverage = e.Policy.HoldOverage,
        OveragePercent = e.Policy.OveragePercent,
        OverageUnits = e.Policy.OverageUnits,
        SwapToDock = e.Policy.SwapToDock,
        DoubtAfterShort = e.Policy.DoubtAfterShort,
        AskDelayConsent = e.Policy.AskDelayConsent,
        ConsentSilentDaysMax = e.Policy.ConsentSilentDaysMax,
        ConsentAnswerDaysMin = e.Policy.ConsentAnswerDaysMin,
        PaymentParkHours = e.Policy.PaymentParkHours,
        RefuseUnpromised = e.Policy.RefuseUnpromised,
        CompensateLate = e.Policy.CompensateLate,
        CompensationGraceHours = e.Policy.CompensationGraceHours,
        BackInStockHours = e.Policy.BackInStockHours,
    };

    public static PolicySet FromStored(Stored.PolicySet s) => new(PolicyOf(s), s.Owner.Length == 0 ? null : Ids.Owner(s.Owner));

    public static Stored.PolicyDropped ToStored(PolicyDropped e) => new() { Owner = e.Owner.Value };

    public static PolicyDropped FromStored(Stored.PolicyDropped s) => new(Ids.Owner(s.Owner));

    /// <summary>Sequential is stored as an absent field: it was the only mode before there was a choice, so earlier journals keep their bytes.</summary>
    private static Stored.DistributionMode ToStored(DistributionMode mode) =>
        mode == DistributionMode.Sequential ? Stored.DistributionMode.Unspecified : (Stored.DistributionMode)mode;

    private static Policy PolicyOf(Stored.PolicySet s) => new()
    {
        Distribution = s.Distribution == Stored.DistributionMode.Unspecified ? DistributionMode.Sequential : (DistributionMode)s.Distribution,
        SkuDistributions = [.. s.SkuDistributions.Select(d => new SkuDistribution(Ids.Sku(d.Sku), (DistributionMode)d.Mode))],
        Preemption = s.Preemption,
        FreezeMinutes = s.FreezeMinutes,
        DepartureMinutes = [.. s.DepartureMinutes],
        DepartureWeekdays = s.DepartureWeekdays,
        Version = s.Version,
        AgeingDaysPerTier = s.AgeingDaysPerTier,
        UrgentWithinDays = s.UrgentWithinDays,
        PromiseBeforeTier = s.PromiseBeforeTier,
        LeaseSeconds = s.LeaseSeconds,
        HoldHours = s.HoldHours,
        TaskAttemptsMax = s.TaskAttemptsMax,
        PromiseAllowanceHours = s.PromiseAllowanceHours,
        PromiseThresholdHours = s.PromiseThresholdHours,
        Unannounced = s.RefuseAfterClose ? UnannouncedRule.Refuse : (UnannouncedRule)s.Unannounced,
        HoldOverage = s.HoldOverage,
        OveragePercent = s.OveragePercent,
        OverageUnits = s.OverageUnits,
        SwapToDock = s.SwapToDock,
        DoubtAfterShort = s.DoubtAfterShort,
        AskDelayConsent = s.AskDelayConsent,
        ConsentSilentDaysMax = s.ConsentSilentDaysMax,
        ConsentAnswerDaysMin = s.ConsentAnswerDaysMin,
        PaymentParkHours = s.PaymentParkHours,
        RefuseUnpromised = s.RefuseUnpromised,
        CompensateLate = s.CompensateLate,
        CompensationGraceHours = s.CompensationGraceHours,
        BackInStockHours = s.BackInStockHours,
        OverdueToleranceHours = s.HasOverdueToleranceHours ? s.OverdueToleranceHours : Policy.OverdueToleranceFor(s.PromiseAllowanceHours),
        OverdueGraceHours = s.HasOverdueGraceHours ? s.OverdueGraceHours : AbsentHours,
        UnloadHours = s.HasUnloadHours ? s.UnloadHours : AbsentHours,
        NoticeQuietHours = s.HasNoticeQuietHours ? s.NoticeQuietHours : AbsentHours,
    };

    public static Stored.ItemsDefined ToStored(ItemsDefined e)
    {
        Stored.ItemsDefined s = new() { Owner = e.Owner.Value };
        s.Items.AddRange(e.Items.Select(ToStored));
        return s;
    }

    public static ItemsDefined FromStored(Stored.ItemsDefined s) => new(Ids.Owner(s.Owner), [.. s.Items.Select(FromStored)]);

    private static Stored.Item ToStored(Item item)
    {
        Stored.Item s = new()
        {
            Sku = item.Sku.Value,
            Description = item.Description,
            IsGoods = item.IsGoods,
            LotControlled = item.IsLotControlled,
            ExpiryControlled = item.IsExpiryControlled,
            MinRemainingDays = item.MinRemainingDays,
            SerialControlled = item.IsSerialControlled,
            ReleaseAt = item.ReleaseAt.UnixMicroseconds,
        };
        s.Units.AddRange(item.Units.Select(u => new Stored.UnitOfMeasure { Name = u.Name.Value, BaseUnits = u.BaseUnits, Unbreakable = u.Unbreakable }));
        s.Barcodes.AddRange(item.Barcodes.Select(b => new Stored.Barcode { Gtin = b.Gtin.Value, Unit = b.Unit.Value }));
        s.Substitutes.AddRange(item.Substitutes.Select(b => b.Value));
        return s;
    }

    private static Item FromStored(Stored.Item s) => new(
        Ids.Sku(s.Sku), s.Description, s.IsGoods, [.. s.Units.Select(u => new UnitOfMeasure(Ids.Unit(u.Name), u.BaseUnits) { Unbreakable = u.Unbreakable })])
    {
        Barcodes = s.Barcodes.Count == 0 ? [] : [.. s.Barcodes.Select(b => new Barcode(Ids.Gtin(b.Gtin), Ids.Unit(b.Unit)))],
        IsLotControlled = s.LotControlled,
        IsExpiryControlled = s.ExpiryControlled,
        MinRemainingDays = s.MinRemainingDays,
        IsSerialControlled = s.SerialControlled,
        ReleaseAt = new(s.ReleaseAt),
        Substitutes = s.Substitutes.Count == 0 ? [] : [.. s.Substitutes.Select(Ids.Sku)],
    };
}
