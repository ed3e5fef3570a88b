using Backorders.Domain.Values;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Server.Mapping;

/// <summary>Times on their way out.</summary>
internal static class Times
{
    /// <summary>The time as a timestamp; null (not set) for "never", and for the beginning of time, which stands for "none".</summary>
    public static Timestamp? ToTimestamp(this Instant at)
    {
        if (at == Instant.Never || at.UnixMicroseconds == 0)
        {
            return null;
        }

        (long seconds, long micros) = Math.DivRem(at.UnixMicroseconds, 1_000_000);
        return micros >= 0
            ? new Timestamp { Seconds = seconds, Nanos = (int)micros * 1_000 }
            : new Timestamp { Seconds = seconds - 1, Nanos = (int)(micros + 1_000_000) * 1_000 };
    }
}
