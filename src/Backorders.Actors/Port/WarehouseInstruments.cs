using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Backorders.Domain.Values;

namespace Backorders.Actors.Port;

/// <summary>What the engine counts and measures; meter <see cref="MeterName"/>.</summary>
public sealed class WarehouseInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Backorders.Actors";

    private readonly FrozenDictionary<Refusal, string> names = Enum.GetValues<Refusal>().ToFrozenDictionary(r => r, r => r.ToString());
    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> turns;
    private readonly Counter<long> refusals;
    private readonly Counter<long> queueFull;
    private readonly Counter<long> repeated;
    private readonly Counter<long> quarantined;
    private readonly Counter<long> storeFailures;
    private readonly Counter<long> invariantFaults;
    private readonly Counter<long> shardsTaken;
    private readonly Counter<long> shardsGiven;
    private readonly Histogram<int> batchTurns;
    private readonly Histogram<double> appendSeconds;
    private readonly Histogram<double> recoverySeconds;
    private readonly Histogram<double> snapshotSeconds;

    /// <summary>Creates the meter and its instruments.</summary>
    public WarehouseInstruments()
    {
        turns = meter.CreateCounter<long>("backorders.engine.turns", "{turn}", "Turns that changed something.");
        refusals = meter.CreateCounter<long>("backorders.engine.refusals", "{command}", "Commands that the domain refused, by reason.");
        queueFull = meter.CreateCounter<long>("backorders.engine.queue_full", "{command}", "Commands refused because the shard's queue was full.");
        repeated = meter.CreateCounter<long>("backorders.engine.repeated", "{command}", "Commands answered from a stored turn.");
        quarantined = meter.CreateCounter<long>("backorders.engine.quarantined", "{command}", "Commands that made the domain fail.");
        storeFailures = meter.CreateCounter<long>("backorders.engine.store_failures", "{failure}", "Writes that failed; each warehouse concerned recovers, which tells what landed.");
        invariantFaults = meter.CreateCounter<long>("backorders.engine.invariant_faults", "{fault}", "Invariants found broken; must read 0.");
        shardsTaken = meter.CreateCounter<long>("backorders.cluster.shards_taken", "{shard}", "Warehouses that came to this node.");
        shardsGiven = meter.CreateCounter<long>("backorders.cluster.shards_given", "{shard}", "Warehouses that this node gave to another.");
        batchTurns = meter.CreateHistogram<int>("backorders.engine.batch_turns", "{turn}", "Turns that one append carried.");
        appendSeconds = meter.CreateHistogram<double>("backorders.engine.append", "s", "Time of one durable append.");
        recoverySeconds = meter.CreateHistogram<double>("backorders.engine.recovery", "s", "Time until a warehouse stands at its journal's end and takes commands.");
        snapshotSeconds = meter.CreateHistogram<double>("backorders.engine.snapshot", "s", "Time to write one snapshot.");
    }

    /// <summary>Publishes a figure that is read when somebody asks.</summary>
    internal void ObserveMailboxDepth(Func<IEnumerable<Measurement<int>>> depth) =>
        meter.CreateObservableGauge("backorders.engine.mailbox_depth", depth, "{command}", "Commands and questions that wait, per shard.");

    /// <summary>Publishes how many warehouses gave up.</summary>
    internal void ObserveBroken(Func<int> broken) => meter.CreateObservableGauge(
        "backorders.engine.warehouses_broken", broken, "{warehouse}", "Warehouses at this node that are served no more, because their journal cannot be folded; must read 0.");

    /// <summary>Publishes what a node knows of the cluster.</summary>
    internal void ObserveCluster(Func<ClusterFigures> figures)
    {
        Gauge("shards_held", "{shard}", "Shards with warehouses that this node serves.", f => f.ShardsHeld);
        Gauge("lease_holds", "1", "1 while this node may answer: it has looked into the store within 3 s. 0 while it is cut off from it.", f => f.LeaseHolds ? 1 : 0);
        Gauge("heartbeat_age", "s", "Time since this node sent its last good sign of life to the store.", f => f.HeartbeatAge);
        Gauge("nodes_live", "{node}", "Nodes that are members and reachable, as this node sees them.", f => f.NodesLive);
        Gauge("nodes_expired", "{node}", "Nodes whose row says neither that they left nor that they are gone, and that are no reachable members.", f => f.NodesExpired);
        Gauge("nodes_draining", "{node}", "Live nodes that give their shards away.", f => f.NodesDraining);
        Gauge("shards_moving", "{shard}", "The same as shards_free: a shard that nobody serves is on its way.", f => f.Moving);
        Gauge("shards_free", "{shard}", "Shards with warehouses of which this node knows nobody who serves them.", f => f.Free);
        Gauge("shards_sealed", "{shard}", "Shards with warehouses that are closed until an operator opens them.", f => f.Sealed);
        Gauge("clock_offset", "s", "How far the store's clock was ahead of this machine's at the last look.", f => f.ClockOffset);

        void Gauge(string name, string unit, string description, Func<ClusterFigures, double> read) =>
            meter.CreateObservableGauge("backorders.cluster." + name, () => read(figures()), unit, description);
    }

    internal void ShardTaken() => shardsTaken.Add(1);

    internal void ShardGiven() => shardsGiven.Add(1);

    internal void Committed(int turnCount, double seconds)
    {
        turns.Add(turnCount);
        batchTurns.Record(turnCount);
        appendSeconds.Record(seconds);
    }

    /// <summary>Turns of an append that had failed turned out to be stored.</summary>
    internal void Landed(int turnCount) => turns.Add(turnCount);

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
