using System.Diagnostics.Metrics;

namespace Backorders.Server.Metrics;

/// <summary>What limits refused and slowed down; meter <see cref="MeterName"/>. Labels are the names of limits, never of keys or owners.</summary>
internal sealed class LimitInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Backorders.Limits";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> refused;
    private readonly Counter<long> delayed;
    private readonly Counter<long> passed;

    public LimitInstruments()
    {
        refused = meter.CreateCounter<long>("backorders.limits.refused", "{call}", "Calls and streams refused by a limit: key, owner, address, streams, streams_of_key.");
        delayed = meter.CreateCounter<long>("backorders.limits.delayed", "{message}", "Messages of streams that were read later because of a limit: key, owner.");
        passed = meter.CreateCounter<long>("backorders.limits.passed_scans", "{call}", "Scans beyond a limit, which are never refused: key, owner.");
    }

    public void Refused(string limit) => refused.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void Delayed(string limit) => delayed.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void PassedScan(string limit) => passed.Add(1, new KeyValuePair<string, object?>("limit", limit));

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}
