using System.Globalization;

namespace Backorders.Domain.Values;

/// <summary>A point in time: microseconds since 1970-01-01T00:00:00Z. Zones exist only where a cutoff is evaluated.</summary>
public readonly record struct Instant(long UnixMicroseconds) : IComparable<Instant>
{
    /// <summary>Later than any time that can be stored.</summary>
    public static Instant Never => new(long.MaxValue);

    /// <summary>The point a span later. <see cref="Never"/> stays what it is.</summary>
    public static Instant operator +(Instant at, TimeSpan span) => at == Never ? Never : new(at.UnixMicroseconds + span.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The point a span earlier.</summary>
    public static Instant operator -(Instant at, TimeSpan span) => at == Never ? Never : new(at.UnixMicroseconds - span.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The span between two points.</summary>
    public static TimeSpan operator -(Instant later, Instant earlier) => TimeSpan.FromMicroseconds(later.UnixMicroseconds - earlier.UnixMicroseconds);

    /// <summary>Whether the left point is earlier.</summary>
    public static bool operator <(Instant a, Instant b) => a.UnixMicroseconds < b.UnixMicroseconds;

    /// <summary>Whether the left point is later.</summary>
    public static bool operator >(Instant a, Instant b) => a.UnixMicroseconds > b.UnixMicroseconds;

    /// <summary>Whether the left point is not later.</summary>
    public static bool operator <=(Instant a, Instant b) => a.UnixMicroseconds <= b.UnixMicroseconds;

    /// <summary>Whether the left point is not earlier.</summary>
    public static bool operator >=(Instant a, Instant b) => a.UnixMicroseconds >= b.UnixMicroseconds;

    /// <summary>The same point as the platform writes it; its precision below a microsecond is cut off.</summary>
    public static Instant From(DateTimeOffset at) => new((at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>The platform's form, in UTC.</summary>
    public DateTimeOffset ToDateTimeOffset() => new(DateTime.UnixEpoch.Ticks + UnixMicroseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => UnixMicroseconds.CompareTo(other.UnixMicroseconds);

    /// <summary>ISO 8601 in UTC.</summary>
    public override string ToString() => this == Never ? "never" : ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
