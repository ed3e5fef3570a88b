using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Backorders.Domain.Ids;
using Backorders.Server.Common;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Edge.Limits;

/// <summary>
/// How fast callers may be: per address before a key is looked at, per key and per owner after it; and how many streams they may have open. Calls beyond a limit are refused and told when
/// to come again, messages of streams are read more slowly, and scans only count (<see cref="ScanCalls"/>).
/// </summary>
internal sealed class CallLimits(CallLimitOptions options, LimitInstruments instruments, TimeProvider time)
{
    /// <summary>The longest that one message of a stream is kept waiting: less than any lease, so that a station's heartbeat comes in time.</summary>
    public static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(1);

    /// <summary>A refused stream may be tried again when others may have ended.</summary>
    private static readonly TimeSpan StreamRetry = TimeSpan.FromSeconds(1);

    private readonly Buckets<string>? keys = Of<string>(options.PerKeyPerSecond, options, time);
    private readonly Buckets<OwnerId>? owners = Of<OwnerId>(options.PerOwnerPerSecond, options, time);
    private readonly Buckets<IPAddress>? networks =
        options.FailedPerAddressPerMinute > 0 ? new(options.FailedPerAddressPerMinute / 60, Math.Max(1, options.FailedPerAddressPerMinute), time) : null;

    private readonly ConcurrentDictionary<string, int> streamsOfKeys = new();
    private int streams;

    /// <summary>Why an address's key is not looked at now; null when it is.</summary>
    public RpcException? RefuseAddress(IPAddress? address)
    {
        if (networks is null || address is null || networks.Find(NetworkOf.Address(address))?.Wait() is not { } wait || wait == TimeSpan.Zero)
        {
            return null;
        }

        instruments.Refused("address");
        return RefusalStatus.Create(
            StatusCode.ResourceExhausted, "Too many calls without a good key came from this address; use the right key, and wait.", "ADDRESS_LIMIT", wait,
            ("limit", "Limits:Calls:FailedPerAddressPerMinute"));
    }

    /// <summary>Counts a call that came without a good key.</summary>
    public void Failed(IPAddress? address)
    {
        if (address is not null)
        {
            networks?.Of(NetworkOf.Address(address)).Take();
        }
    }

    /// <summary>Counts a call, or the opening of a stream, and says why it may not be made now; null when it may.</summary>
    /// <param name="caller">Whose call.</param>
    /// <param name="path">Its path.</param>
    public RpcException? Refuse(Caller caller, string path)
    {
        TokenBucket? ofKey = keys?.Of(caller.Id);
        TokenBucket? ofOwner = caller.Owner is { } owner ? owners?.Of(owner) : null;
        (TimeSpan forKey, TimeSpan forOwner) = (ofKey?.Wait() ?? TimeSpan.Zero, ofOwner?.Wait() ?? TimeSpan.Zero);
        string limit = forKey > TimeSpan.Zero ? "key" : "owner";
        bool isBeyond = forKey > TimeSpan.Zero || forOwner > TimeSpan.Zero;
        if (isBeyond && !ScanCalls.Has(path))
        {
            // What is refused does not count: who comes again too soon does not wait longer for it.
            instruments.Refused(limit);
            return forKey > TimeSpan.Zero
                ? Refusal($"Key '{caller.Id}' makes more than {options.PerKeyPerSecond} calls a second", "KEY_LIMIT", "Limits:Calls:PerKeyPerSecond", forKey > forOwner ? forKey : forOwner)
                : Refusal($"The keys of owner {caller.Owner} together make more than {options.PerOwnerPerSecond} calls a second", "OWNER_LIMIT", "Limits:Calls:PerOwnerPerSecond", forOwner);
        }

        if (isBeyond)
        {
            instruments.PassedScan(limit);
        }

        ofKey?.Take();
        ofOwner?.Take();
        return null;
    }

    /// <summary>Counts a message of a stream, and waits until it is within the limits, but never long: the client's next messages wait with it, and nothing is refused.</summary>
    public ValueTask SlowDownAsync(Caller caller, string path, CancellationToken cancellation)
    {
        TimeSpan forKey = keys?.Of(caller.Id).Take() ?? TimeSpan.Zero;
        TimeSpan forOwner = caller.Owner is { } owner ? owners?.Of(owner).Take() ?? TimeSpan.Zero : TimeSpan.Zero;
        if (ScanCalls.Has(path))
        {
            // An owner's orders that come too fast must not hold up its goods at the dock.
            forOwner = TimeSpan.Zero;
        }

        TimeSpan wait = forKey > forOwner ? forKey : forOwner;
        if (wait == TimeSpan.Zero)
        {
            return default;
        }

        instruments.Delayed(forKey >= forOwner ? "key" : "owner");
        return new ValueTask(Task.Delay(wait < DelayMax ? wait : DelayMax, time, cancellation));
    }

    /// <summary>Takes a place for a stream; it is given back with <see cref="StreamEnded"/>.</summary>
    /// <returns>Why there is none; null when it was taken.</returns>
    public RpcException? RefuseStream(Caller caller, string path)
    {
        if (Interlocked.Increment(ref streams) > options.Streams && options.Streams > 0)
        {
            Interlocked.Decrement(ref streams);
            instruments.Refused("streams");
            return RefusalStatus.Create(
                StatusCode.ResourceExhausted, $"This node has {options.Streams} streams open already; end some, or use another node. A scan also goes by a call.", "STREAM_LIMIT", StreamRetry,
                ("limit", "Limits:Calls:Streams"));
        }

        int open = streamsOfKeys.AddOrUpdate(caller.Id, 1, static (_, n) => n + 1);
        if (open <= options.StreamsPerKey || options.StreamsPerKey == 0 || ScanCalls.Has(path))
        {
            return null;
        }

        StreamEnded(caller);
        instruments.Refused("streams_of_key");
        return RefusalStatus.Create(
            StatusCode.ResourceExhausted, $"Key '{caller.Id}' has {options.StreamsPerKey} streams open already; end some.", "STREAM_LIMIT", StreamRetry,
            ("limit", "Limits:Calls:StreamsPerKey"), ("key_id", caller.Id));
    }

    /// <summary>Gives a stream's place back.</summary>
    public void StreamEnded(Caller caller)
    {
        Interlocked.Decrement(ref streams);
        if (streamsOfKeys.AddOrUpdate(caller.Id, 0, static (_, n) => n - 1) == 0)
        {
            streamsOfKeys.TryRemove(KeyValuePair.Create(caller.Id, 0));
        }
    }

    private static RpcException Refusal(string what, string reason, string setting, TimeSpan wait) => RefusalStatus.Create(
        StatusCode.ResourceExhausted, string.Create(CultureInfo.InvariantCulture, $"{what}; send the same again in {Math.Ceiling(wait.TotalMilliseconds)} ms."), reason, wait, ("limit", setting));

    private static Buckets<T>? Of<T>(double perSecond, CallLimitOptions options, TimeProvider time)
        where T : notnull => perSecond > 0 ? new(perSecond, Math.Max(1, perSecond * options.BurstSeconds), time) : null;
}
