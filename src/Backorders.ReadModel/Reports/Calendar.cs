using System.Globalization;
using Backorders.Domain.Values;

namespace Backorders.ReadModel.Reports;

/// <summary>Days, weeks and months as a warehouse's zone has them.</summary>
public static class Calendar
{
    /// <summary>The zone of an IANA name; UTC for one that this machine does not know.</summary>
    public static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The day that a moment lies in.</summary>
    public static DateOnly DayOf(Instant at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), zone).DateTime);

    /// <summary>The first moment of a day. Where the clocks are put forward at midnight the day begins later; where they are put back, with the first midnight.</summary>
    public static Instant StartOf(DateOnly day, TimeZoneInfo zone)
    {
        DateTime local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return Instant.From(new DateTimeOffset(local, offset));
    }

    /// <summary>Cuts the days from one to another, both included. Weeks and months at the ends are cut off with them.</summary>
    /// <param name="zone">Whose days.</param>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day; not before the first.</param>
    /// <param name="bucket">How to cut.</param>
    /// <param name="max">Stops after so many and one more, so that a caller can tell that there are too many.</param>
    public static IReadOnlyList<Period> Cut(TimeZoneInfo zone, DateOnly first, DateOnly last, Bucket bucket, int max)
    {
        List<Period> periods = [];
        for (DateOnly day = first; day <= last && periods.Count <= max;)
        {
            if (bucket == Bucket.Hour)
            {
                AddHours(zone, day, periods);
                day = day.AddDays(1);
                continue;
            }

            DateOnly next = Next(day, bucket);
            next = next > last ? last.AddDays(1) : next;
            periods.Add(new Period(Label(day, bucket), StartOf(day, zone), StartOf(next, zone)));
            day = next;
        }

        return periods;
    }

    private static void AddHours(TimeZoneInfo zone, DateOnly day, List<Period> periods)
    {
        Instant end = StartOf(day.AddDays(1), zone);
        for (Instant at = StartOf(day, zone); at < end;)
        {
            Instant next = at + TimeSpan.FromHours(1);
            DateTimeOffset local = TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), zone);
            periods.Add(new Period(local.ToString("yyyy-MM-dd HH:mmzzz", CultureInfo.InvariantCulture), at, next < end ? next : end));
            at = next;
        }
    }

    private static DateOnly Next(DateOnly day, Bucket bucket) => bucket switch
    {
        Bucket.Day => day.AddDays(1),
        Bucket.Week => day.AddDays(7 - ((int)day.DayOfWeek + 6) % 7),
        Bucket.Month => new DateOnly(day.Year, day.Month, 1).AddMonths(1),
        _ => throw new ArgumentOutOfRangeException(nameof(bucket), bucket, "Not a way to cut a period into days or more."),
    };

    private static string Label(DateOnly day, Bucket bucket) => bucket switch
    {
        Bucket.Week => string.Create(
            CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(day.ToDateTime(default)):0000}-W{ISOWeek.GetWeekOfYear(day.ToDateTime(default)):00}"),
        Bucket.Month => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        _ => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
