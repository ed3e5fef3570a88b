using Backorders.ReadModel.WhatIf;

namespace Backorders.Server.Mapping.Operations;

/// <summary>The result of a simulation as a message.</summary>
internal static class SimulationForms
{
    public static V1.SimulatePolicyResponse Result(ComparisonResult r) => new()
    {
        From = r.From.ToTimestamp(),
        To = r.To.ToTimestamp(),
        Turns = r.Turns,
        Recorded = Outcome(r.Recorded),
        Baseline = Outcome(r.Baseline),
        Proposed = Outcome(r.Proposed),
    };

    private static V1.PolicyOutcome Outcome(PolicyOutcome o) => new()
    {
        PolicyVersion = o.PolicyVersion,
        Orders = o.Orders,
        Lines = o.Lines,
        UnitsWanted = o.UnitsWanted,
        UnitsShipped = o.UnitsShipped,
        UnitsWaiting = o.UnitsWaiting,
        LinesWaiting = o.LinesWaiting,
        OldestWaitSeconds = (long)o.OldestWait.TotalSeconds,
        UnitFillRate = o.UnitFillRate,
        LineFillRate = o.LineFillRate,
        OrderFillRate = o.OrderFillRate,
        LinesPastShipBy = o.LinesPastShipBy,
        LinesPastFirstPromise = o.LinesPastFirstPromise,
        SplitsPerOrder = o.SplitsPerOrder,
        TouchesPerUnit = o.TouchesPerUnit,
        CrossDockRate = o.CrossDockRate,
        Tasks = o.Tasks,
        HoldsExpired = o.HoldsExpired,
        PromisesGiven = o.PromisesGiven,
        PromisesChanged = o.PromisesChanged,
        PromisesKept = o.PromisesKept,
        PromiseKeptRate = o.PromiseKeptRate,
        SlipP50Seconds = (long)o.SlipP50.TotalSeconds,
        SlipP90Seconds = (long)o.SlipP90.TotalSeconds,
        NoticesPerLine = o.NoticesPerLine,
        Waits = Wait(o.Waits),
        WaitsByTier = { o.WaitsByTier.Select(Wait) },
        TasksPaired = o.TasksPaired,
        TasksBorrowed = o.TasksBorrowed,
        Skipped = { o.Skipped.ToDictionary() },
        ConservationFaults = o.ConservationFaults,
    };

    private static V1.WaitingTime Wait(WaitingTime w) => new()
    {
        Tier = w.Tier,
        Units = w.Units,
        MeanSeconds = Math.Round(w.Mean.TotalSeconds, 3),
        P50Seconds = (long)w.P50.TotalSeconds,
        P90Seconds = (long)w.P90.TotalSeconds,
        MaxSeconds = (long)w.Max.TotalSeconds,
    };
}
