using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>When days begin by the clock on the warehouse's wall.</summary>
internal static class LocalDays
{
    /// <summary>The beginning of a local day, or of the day so many days later.</summary>
    public static Instant StartOf(DateOnly day, TimeZoneInfo zone, int addDays) => StartOf(day.AddDays(addDays).ToDateTime(TimeOnly.MinValue), zone);

    /// <summary>The beginning of the local day of a time, or of the day so many days later.</summary>
    public static Instant StartOf(Instant at, TimeZoneInfo zone, int addDays)
    {
        return StartOf(TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), zone).Date.AddDays(addDays), zone);
    }

    private static Instant StartOf(DateTime local, TimeZoneInfo zone)
    {
        DateTime existing = zone.IsInvalidTime(local) ? local.AddHours(1) : local; // a day that begins within the hour that is skipped
        return Instant.From(new DateTimeOffset(existing, zone.GetUtcOffset(existing)));
    }
}
