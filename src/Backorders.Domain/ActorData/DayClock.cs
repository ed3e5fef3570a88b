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

    private DateOnly DayOf(Instant at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), Zone).DateTime);
}
