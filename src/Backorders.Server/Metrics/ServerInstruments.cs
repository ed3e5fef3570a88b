using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Grpc.Core;

namespace Backorders.Server.Metrics;

/// <summary>What the node counts and measures at its edge; meter <see cref="MeterName"/>.</summary>
internal sealed class ServerInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Backorders.Server";

    private static readonly string[] CodeNames = [.. Enumerable.Range(0, 17).Select(c => ((StatusCode)c).ToString())];

    private readonly Meter meter = new(MeterName);
    private readonly Histogram<double> calls;
    private readonly UpDownCounter<long> active;
    private readonly Counter<long> streamMessages;
    private readonly Counter<long> forwarded;
    private readonly ConcurrentDictionary<string, StreamCounter> streams = new();

    public ServerInstruments()
    {
        calls = meter.CreateHistogram<double>("backorders.server.call", "s", "Time of one call, streams from first to last message, by method and status.");
        active = meter.CreateUpDownCounter<long>("backorders.server.calls_active", "{call}", "Calls that are being served.");
        streamMessages = meter.CreateCounter<long>("backorders.server.stream_messages", "{message}", "Messages answered in streams, by stream and outcome.");
        forwarded = meter.CreateCounter<long>(
            "backorders.forwarded_calls", "{call}", "Calls and stretches of streams passed on to the node that serves their warehouse, by outcome: answered, moved, lost.");
    }

    /// <summary>A call, or a stretch of a stream, that was passed on to the warehouse's owner.</summary>
    /// <param name="outcome">answered, moved (not the owner, or not yet), or lost (not reached, or gone in the middle).</param>
    public void Forwarded(string outcome) => forwarded.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>The counter of one kind of stream.</summary>
    public StreamCounter Stream(string name) => streams.GetOrAdd(name, static (n, counter) => new StreamCounter(counter, n), streamMessages);

    public void CallBegan() => active.Add(1);

    public void CallEnded(string method, StatusCode status, double seconds)
    {
        active.Add(-1);
        calls.Record(seconds, new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("status", NameOf(status)));
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private static string NameOf(StatusCode code) => (int)code is >= 0 and < 17 ? CodeNames[(int)code] : "Unknown";
}
