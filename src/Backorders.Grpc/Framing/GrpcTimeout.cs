using System.Globalization;

namespace Backorders.Grpc.Framing;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit. Source: PROTOCOL-HTTP2.md, "Timeout".</summary>
internal static class GrpcTimeout
{
    public const string Header = "grpc-timeout";

    private const long MaxDigits = 99_999_999;

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        // Nanoseconds round up: a timeout of 1n must not become "none".
        long? ticks = text[^1] switch
        {
            'H' => value * TimeSpan.TicksPerHour,
            'M' => value * TimeSpan.TicksPerMinute,
            'S' => value * TimeSpan.TicksPerSecond,
            'm' => value * TimeSpan.TicksPerMillisecond,
            'u' => value * TimeSpan.TicksPerMicrosecond,
            'n' => (value + 99L) / 100,
            _ => null,
        };
        timeout = TimeSpan.FromTicks(ticks ?? 0);
        return ticks is not null;
    }

    /// <summary>The finest unit in which eight digits are enough, rounded up so that the server never stops before the client.</summary>
    public static string Format(TimeSpan timeout)
    {
        var ticks = Math.Max(timeout.Ticks, 1);
        return Try(ticks, TimeSpan.TicksPerMicrosecond, 'u')
            ?? Try(ticks, TimeSpan.TicksPerMillisecond, 'm')
            ?? Try(ticks, TimeSpan.TicksPerSecond, 'S')
            ?? Try(ticks, TimeSpan.TicksPerMinute, 'M')
            ?? Try(ticks, TimeSpan.TicksPerHour, 'H')
            ?? "99999999H";
    }

    private static string? Try(long ticks, long unit, char suffix)
    {
        var count = ticks / unit + (ticks % unit == 0 ? 0 : 1);
        return count > MaxDigits ? null : count.ToString(CultureInfo.InvariantCulture) + suffix;
    }
}
