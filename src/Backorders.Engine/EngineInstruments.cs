using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Backorders.Domain;

namespace Backorders.Engine;

/// <summary>What the engine counts and measures; meter <see cref="MeterName"/>.</summary>
public sealed class EngineInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Backorders.Engine";

    private readonly FrozenDictionary<Refusal, string> names = Enum.GetValues<Refusal>().ToFrozenDictionary(r => r, r => r.ToString());
    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> turns;
    private readonly Counter<long> refusals;
    private readonly Counter<long> queueFull;
    private readonly Counter<long> repeated;
    private readonly Counter<long> quarantined;
    private readonly Counter<long> storeFailures;
    private readonly Counter<long> invariantFaults;
    private readonly Histogram<int> batchTurns;
    private readonly Histogram<double> appendSeconds;
    private readonly Histogram<double> recoverySeconds;
    private readonly Histogram<double> snapshotSeconds;

    /// <summary>Creates the meter and its instruments.</summary>
    public EngineInstruments()
    {
        turns = meter.CreateCounter<long>("backorders.engine.turns", "{turn}", "Turns that changed something.");
        refusals = meter.CreateCounter<long>("backorders.engine.refusals", "{command}", "Commands that the domain refused, by reason.");
        queueFull = meter.CreateCounter<long>("backorders.engine.queue_full", "{command}", "Commands refused because the shard's queue was full.");
        repeated = meter.CreateCounter<long>("backorders.engine.repeated", "{command}", "Commands answered from a stored turn.");
        quarantined = meter.CreateCounter<long>("backorders.engine.quarantined", "{command}", "Commands that made the domain fail.");
        storeFailures = meter.CreateCounter<long>("backorders.engine.store_failures", "{failure}", "Times that a shard lost its memory because its store failed.");
        invariantFaults = meter.CreateCounter<long>("backorders.engine.invariant_faults", "{fault}", "Invariants found broken; must read 0.");
        batchTurns = meter.CreateHistogram<int>("backorders.engine.batch_turns", "{turn}", "Turns that one append carried.");
        appendSeconds = meter.CreateHistogram<double>("backorders.engine.append", "s", "Time of one durable append.");
        recoverySeconds = meter.CreateHistogram<double>("backorders.engine.recovery", "s", "Time from taking a shard to its first command.");
        snapshotSeconds = meter.CreateHistogram<double>("backorders.engine.snapshot", "s", "Time to write one snapshot.");
    }

    /// <summary>Publishes a figure that is read when somebody asks.</summary>
    internal void ObserveMailboxDepth(Func<IEnumerable<Measurement<int>>> depth) =>
        meter.CreateObservableGauge("backorders.engine.mailbox_depth", depth, "{command}", "Commands and questions that wait, per shard.");

    internal void Committed(int turnCount, double seconds)
    {
        turns.Add(turnCount);
        batchTurns.Record(turnCount);
        appendSeconds.Record(seconds);
    }

    internal void Refused(Refusal reason) => refusals.Add(1, new KeyValuePair<string, object?>("reason", Name(reason)));

    internal void QueueWasFull() => queueFull.Add(1);

    internal void AnsweredAgain() => repeated.Add(1);

    internal void Quarantined() => quarantined.Add(1);

    internal void StoreFailed() => storeFailures.Add(1);

    internal void InvariantBroken() => invariantFaults.Add(1);

    internal void Recovered(double seconds) => recoverySeconds.Record(seconds);

    internal void SnapshotWritten(double seconds) => snapshotSeconds.Record(seconds);

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private string Name(Refusal reason) => names.TryGetValue(reason, out string? name) ? name : reason.ToString();
}
