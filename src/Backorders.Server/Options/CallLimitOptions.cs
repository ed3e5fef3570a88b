namespace Backorders.Server.Options;

/// <summary>How fast callers may be, and how much they may keep open. Zero switches a limit off. Scans are never refused by one; they count, and their streams are slowed down.</summary>
public sealed class CallLimitOptions
{
    /// <summary>
    /// Calls and messages of streams a second that one key may make; beyond it calls are refused and streams read more slowly. Default 50,000: twice what two cores answer, so that it
    /// stops a loop that went wild and nothing else. Set what was agreed with your partners.
    /// </summary>
    public double PerKeyPerSecond { get; set; } = 50_000;

    /// <summary>The same for all keys that act for one owner, together. Default 100,000: two keys at their limit.</summary>
    public double PerOwnerPerSecond { get; set; } = 100_000;

    /// <summary>
    /// Calls that may come at once, in seconds of the rate. Default 2: a client that was cut off for a moment may catch up. Less than 0.01 is not allowed.
    /// </summary>
    public double BurstSeconds { get; set; } = 2;

    /// <summary>
    /// Calls with no key or a bad one a minute, and logins at the pages with one, from one IPv4 address or one IPv6 network of 64 bits; beyond it a key that this node has not seen good
    /// is refused before anything of it is looked at. Default 600: nobody guesses a key so, and a device with an old key does no harm. Behind a proxy set Listen:TrustedProxies, or all
    /// callers share the proxy's.
    /// </summary>
    public double FailedPerAddressPerMinute { get; set; } = 600;

    /// <summary>Streams that one key may have open, subscriptions too. Default 1,000: as many as a connection. A stream of scans is not refused by it.</summary>
    public int StreamsPerKey { get; set; } = 1_000;

    /// <summary>Streams that a node has open. Default 20,000: some 300 MB. Scans that come beyond it go by calls.</summary>
    public int Streams { get; set; } = 20_000;

    internal void Check(List<string> wrong)
    {
        AtLeast(PerKeyPerSecond, 0, nameof(PerKeyPerSecond));
        AtLeast(PerOwnerPerSecond, 0, nameof(PerOwnerPerSecond));
        AtLeast(BurstSeconds, 0.01, nameof(BurstSeconds));
        AtLeast(FailedPerAddressPerMinute, 0, nameof(FailedPerAddressPerMinute));
        AtLeast(StreamsPerKey, 0, nameof(StreamsPerKey));
        AtLeast(Streams, 0, nameof(Streams));

        void AtLeast(double value, double least, string name)
        {
            if (!(value >= least) || double.IsInfinity(value))
            {
                wrong.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Limits:Calls:{name}: {value} is less than {least}, or no number."));
            }
        }
    }
}
