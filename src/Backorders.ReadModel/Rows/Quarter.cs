using Backorders.Domain.Values;


namespace Backorders.ReadModel.Rows;

/// <summary>
/// A quarter of an hour: the grain of <see cref="Counts"/>. Every zone's offset is a multiple of it, so hours, days, weeks and months of any zone are whole quarters (IANA time zone
/// database, offsets in use since 1972).
/// </summary>
public static class Quarter
{
    /// <summary>Its length in microseconds.</summary>
    public const long Microseconds = 15L * 60 * 1_000_000;

    /// <summary>The quarter in which a time lies, by its first microsecond.</summary>
    public static long Of(Instant at) => at.UnixMicroseconds - ((at.UnixMicroseconds % Microseconds) + Microseconds) % Microseconds;
}
