using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>The warehouse's calendar: what day it is in its zone, at the time of the turn at hand.</summary>
internal sealed class DayClock
{
    /// <summary>The time of the turn, or of the question, at hand.</summary>
    public Instant Now { get; set; }

    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>The day on which something that leaves by a cutoff ships: today when it has none, or has missed it.</summary>
    public DateOnly ShipDay(Instant shipBy) => DayOf(shipBy == Instant.Never || shipBy < Now ? Now : shipBy);

    /// <summary>
    /// The last microsecond of a day. Where clocks go back over midnight, it is the second time that the day ends; where they go forward over it, the day ends when they do.
    /// </summary>
    public Instant EndOf(DateOnly day)
    {
        DateTime local = day.ToDateTime(TimeOnly.MaxValue);
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(-1);
        }

        TimeSpan offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Min() : Zone.GetUtcOffset(local);
        return Instant.From(new DateTimeOffset(local, offset));
    }

    /// <summary>The local day of the turn, or of the question, at hand.</summary>
    public DateOnly Today => DayOf(Now);

    private DateOnly DayOf(Instant at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), Zone).DateTime);
}
