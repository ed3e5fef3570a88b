using Google.Protobuf.WellKnownTypes;

namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// The time of the data, in seconds since 1970. A replay goes in slices of four minutes, less than a lease lasts, so that whoever works reports in time;
/// slices in which nothing happens are left out.
/// </summary>
internal static class ReplayCalendar
{
    public const long SliceSeconds = 240;
    public const long HourSeconds = 3_600;
    public const long DaySeconds = 24 * HourSeconds;
    public const long WeekSeconds = 7 * DaySeconds;

    /// <summary>1970-01-05 was a Monday; trucks come and notices go at six.</summary>
    private const long FirstMondayAtSix = (4 * DaySeconds) + (6 * HourSeconds);

    /// <summary>The end of the slice that holds a moment.</summary>
    public static long SliceEnd(long at) => CeilingTo(at, SliceSeconds);

    /// <summary>The first full hour after a moment.</summary>
    public static long NextHour(long at) => CeilingTo(at + 1, HourSeconds);

    public static bool IsFullHour(long at) => at % HourSeconds == 0;

    /// <summary>The first Monday, six o'clock, after a moment.</summary>
    public static long NextMonday(long at) => CeilingTo(at + 1 - FirstMondayAtSix, WeekSeconds) + FirstMondayAtSix;

    public static Timestamp ToTimestamp(long at) => new() { Seconds = at };

    private static long CeilingTo(long at, long step) => (at + step - 1) / step * step;
}
