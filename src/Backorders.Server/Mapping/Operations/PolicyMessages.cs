using Backorders.Domain.Values;


namespace Backorders.Server.Mapping.Operations;

/// <summary>The rules of a warehouse as they come from outside; the way out is in <see cref="Forms"/>.</summary>
internal static class PolicyMessages
{
    public static Policy Policy(ref Border border, V1.Policy p) => new()
    {
        AgeingDaysPerTier = p.AgeingDaysPerTier,
        UrgentWithinDays = p.UrgentWithinDays,
        PromiseBeforeTier = p.PromiseBeforeTier,
        LeaseSeconds = p.LeaseSeconds,
        HoldHours = p.HoldHours,
        TaskAttemptsMax = p.TaskAttemptsMax,
        PromiseAllowanceHours = p.PromiseAllowanceHours,
        PromiseThresholdHours = p.PromiseThresholdHours,
        Unannounced = Unannounced(ref border, p),
        HoldOverage = p.HoldOverage,
        OveragePercent = p.OveragePercent,
        OverageUnits = p.OverageUnits,
        SwapToDock = p.SwapToDock,
        DoubtAfterShort = p.DoubtAfterShort,
        AskDelayConsent = p.AskDelayConsent,
        ConsentSilentDaysMax = p.ConsentSilentDaysMax,
        ConsentAnswerDaysMin = p.ConsentAnswerDaysMin,
        PaymentParkHours = p.PaymentParkHours,
        RefuseUnpromised = p.RefuseUnpromised,
        CompensateLate = p.CompensateLate,
        CompensationGraceHours = p.CompensationGraceHours,
        BackInStockHours = p.BackInStockHours,
        OverdueToleranceHours = p.HasOverdueToleranceHours ? p.OverdueToleranceHours : Domain.Values.Policy.OverdueToleranceFor(p.PromiseAllowanceHours),
        OverdueGraceHours = p.HasOverdueGraceHours ? p.OverdueGraceHours : Domain.Values.Policy.Default.OverdueGraceHours,
        UnloadHours = p.HasUnloadHours ? p.UnloadHours : Domain.Values.Policy.Default.UnloadHours,
        NoticeQuietHours = p.HasNoticeQuietHours ? p.NoticeQuietHours : Domain.Values.Policy.Default.NoticeQuietHours,
        Distribution = Mode(p.Distribution),
        SkuDistributions = SkuDistributions(ref border, p),
        Preemption = p.Preemption,
        FreezeMinutes = p.FreezeMinutes,
        DepartureMinutes = [.. p.DepartureMinutes],
        DepartureWeekdays = p.DepartureWeekdays,
    };

    /// <summary>Clients that know only the former boolean setting are understood as before.</summary>
    private static UnannouncedRule Unannounced(ref Border border, V1.Policy p)
    {
        if (p.RefuseAfterClose && p.Unannounced == V1.Policy.Types.Unannounced.Reopen)
        {
            border.Note(Refusal.InvalidValue, "policy.unannounced", "is REOPEN while 'refuse_after_close' is set: a carton cannot be refused and received");
        }

        return p.RefuseAfterClose ? UnannouncedRule.Refuse : (UnannouncedRule)p.Unannounced;
    }

    /// <summary>A client that does not know this setting leaves it out, which means sequential, the only mode before.</summary>
    private static DistributionMode Mode(V1.DistributionMode mode) =>
        mode == V1.DistributionMode.Unspecified ? DistributionMode.Sequential : (DistributionMode)mode;

    private static SkuDistribution[] SkuDistributions(ref Border border, V1.Policy p)
    {
        border.Count(p.SkuDistributions.Count, 0, Limits.SkuDistributionsMax, "policy.sku_distributions");
        SkuDistribution[] all = new SkuDistribution[Math.Min(p.SkuDistributions.Count, Limits.SkuDistributionsMax)];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = new SkuDistribution(border.Sku(p.SkuDistributions[i].Sku, "policy.sku_distributions.sku"), Mode(p.SkuDistributions[i].Mode));
        }

        return all;
    }
}
