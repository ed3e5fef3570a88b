using System.Globalization;

namespace Backorders.Actors.Hosting.Doors;

/// <summary>
/// How large a message between nodes may be. Akka drops a larger one with a log line and does not tell its sender, whose call would hang. So senders
/// check the size here first.
/// </summary>
/// <param name="MessageBytesMax">The largest message that the public API accepts (<c>Limits:MessageBytesMax</c>), in bytes.</param>
public sealed record FrameLimit(int MessageBytesMax)
{
    /// <summary>What stands around a message in a frame: paths of recipient and sender, serializer, trace, the caller's rights.</summary>
    private const int EnvelopeBytes = 64 * 1024;

    /// <summary>Akka refuses to start with smaller frames.</summary>
    private const int FrameBytesMin = 128_000;

    /// <summary>The size of a frame between nodes, in bytes.</summary>
    public long FrameBytesMax => Math.Max(FrameBytesMin, (long)MessageBytesMax + EnvelopeBytes);

    /// <summary>Why a message of this size is refused, as one line that names the setting; null when it fits.</summary>
    /// <param name="bytes">Its size in its stored form.</param>
    public string? Refusal(long bytes) => bytes <= MessageBytesMax
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The message has {bytes} bytes, and nodes pass on up to {MessageBytesMax}. Split it, or raise Limits:MessageBytesMax on every node.");
}
