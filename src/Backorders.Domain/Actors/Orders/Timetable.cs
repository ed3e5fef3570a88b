using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>When trucks leave, by the clock on the warehouse's wall.</summary>
internal static class Timetable
{
    private const int DaysLookedAhead = 8; // a week and a day: some weekday of it is one on which trucks leave

    /// <summary>The first departure after now. Without a timetable: the missed cutoff's time of day, on the first day on which it is still to come.</summary>
    public static Instant Next(Policy policy, TimeZoneInfo zone, Instant missed, Instant now)
    {
        DateTime today = TimeZoneInfo.ConvertTime(now.ToDateTimeOffset(), zone).Date;
        int[] minutes = policy.DepartureMinutes.Count > 0
            ? [.. policy.DepartureMinutes.Order()]
            : [(int)TimeZoneInfo.ConvertTime(missed.ToDateTimeOffset(), zone).TimeOfDay.TotalMinutes];
        for (int day = 0; day <= DaysLookedAhead; day++)
        {
            DateTime date = today.AddDays(day);
            if (!LeavesOn(policy, date.DayOfWeek))
            {
                continue;
            }

            foreach (int minute in minutes)
            {
                Instant at = AtWallClock(date.AddMinutes(minute), zone);
                if (at > now)
                {
                    return at;
                }
            }
        }

        return now + TimeSpan.FromDays(1); // a day that has no such minute at all; never more than a day late
    }

    private static bool LeavesOn(Policy policy, DayOfWeek day) =>
        policy.DepartureWeekdays == 0 || (policy.DepartureWeekdays & (1 << (((int)day + 6) % 7))) != 0;

    /// <summary>A time that is skipped when clocks go forward comes an hour later; one that comes twice when they go back is taken the first time.</summary>
    private static Instant AtWallClock(DateTime local, TimeZoneInfo zone)
    {
        DateTime existing = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        TimeSpan offset = zone.IsAmbiguousTime(existing) ? zone.GetAmbiguousTimeOffsets(existing).Max() : zone.GetUtcOffset(existing);
        return Instant.From(new DateTimeOffset(existing, offset));
    }
}
