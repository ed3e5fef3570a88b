using Backorders.Domain.Values;

namespace Backorders.ReadModel.Reorders;

/// <summary>By what a reorder point is worked out.</summary>
public sealed record ReorderQuery
{
    /// <summary>Share of order cycles that should see no shortage; see the limits below.</summary>
    public double ServiceLevel { get; init; } = 0.95;

    /// <summary>Days of demand to look back over.</summary>
    public int HistoryDays { get; init; } = 90;

    /// <summary>Days until somebody will look at it again: what is ordered must last so much longer.</summary>
    public int ReviewDays { get; init; } = 7;

    /// <summary>Up to when demand and lead times are measured; null for now.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>Below this a safety stock would be negative.</summary>
    public const double ServiceLevelMin = 0.5;

    /// <summary>Beyond this the normal distribution says nothing about real demand.</summary>
    public const double ServiceLevelMax = 0.9999;

    /// <summary>Fewer days tell nothing.</summary>
    public const int HistoryDaysMin = DaysMin;

    /// <summary>Two years hold every season twice.</summary>
    public const int HistoryDaysMax = 730;

    /// <summary>Whoever looks less often than once a quarter needs another method.</summary>
    public const int ReviewDaysMax = 90;

    /// <summary>Deliveries that must have been seen before a lead time is believed.</summary>
    public const int DeliveriesMin = 2;

    /// <summary>Days that a SKU's demand must have been seen before its rate is believed.</summary>
    public const int DaysMin = 14;

    /// <summary>Days with demand that there must have been among them.</summary>
    public const int DemandDaysMin = 2;
}
