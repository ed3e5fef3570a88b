namespace Backorders.ReadModel.Reports;

/// <summary>How a period is cut. Numbers are public.</summary>
public enum Bucket
{
    /// <summary>By the hour: a day has 23 or 25 of them when the clocks change.</summary>
    Hour = 1,

    /// <summary>By the warehouse's day.</summary>
    Day = 2,

    /// <summary>By the week, from Monday (ISO 8601).</summary>
    Week = 3,

    /// <summary>By the month.</summary>
    Month = 4,
}
