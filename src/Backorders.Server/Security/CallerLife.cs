using System.Globalization;
using Grpc.Core;

namespace Backorders.Server.Security;

/// <summary>How long what somebody identified by is good: a key, a token, a certificate. Streams that were opened with it end when it is over. Thread-safe.</summary>
internal abstract class CallerLife
{
    /// <summary>Fires when it is over.</summary>
    public abstract CancellationToken Over { get; }

    /// <summary>Why it is not good at a time, such as <c>ran out at 2026-03-02T10:15:00Z</c>; null while it is.</summary>
    public abstract string? WhyOver(DateTimeOffset now);

    /// <summary>How a call or a stream ends that came with it.</summary>
    /// <param name="callerId">Who called.</param>
    /// <param name="why">As <see cref="WhyOver"/> says.</param>
    public abstract RpcException Ended(string callerId, string why);

    /// <summary>The reason for something that has its end in itself.</summary>
    protected static string RanOut(DateTimeOffset ends) => string.Create(CultureInfo.InvariantCulture, $"ran out at {ends.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
}
