using Microsoft.Extensions.Logging;

namespace Backorders.Engine.Cluster;

internal sealed partial class ClusterAgent
{
    [LoggerMessage(3100, LogLevel.Information, "Node {Node} joined the cluster as {Incarnation}, reached at {Address}")]
    private partial void Joined(string node, Guid incarnation, string address);

    [LoggerMessage(3101, LogLevel.Information, "Node {Node}: an earlier start of it still has its place; clock up to {Seconds:0} s for that to end")]
    private partial void WaitingForEarlierStart(string node, double seconds);

    [LoggerMessage(3102, LogLevel.Warning, "Node {Node}: no heartbeat; the last good one is {Age:0.0} s old, the lease holds: {Holds}")]
    private partial void HeartbeatFailed(string node, double age, bool holds, Exception failure);

    [LoggerMessage(3103, LogLevel.Warning, "Node {Node}: its lease had lapsed and is back; its shards are taken from itself")]
    private partial void LeaseIsBack(string node);

    [LoggerMessage(3104, LogLevel.Critical, "Node {Node} was replaced by another process of the same name and stops")]
    private partial void WasReplaced(string node);

    [LoggerMessage(3105, LogLevel.Warning, "Node {Node}: nodes and shards cannot be read")]
    private partial void LookFailed(string node, Exception failure);

    [LoggerMessage(3106, LogLevel.Information, "Node {Node} has given away what others can serve; {Left} shards are left")]
    private partial void Left(string node, int left);

    [LoggerMessage(3107, LogLevel.Warning, "Node {Node} could not free everything at its end; others will see it fall silent: {Reason}")]
    private partial void NotLeft(string node, string reason);

    [LoggerMessage(3110, LogLevel.Warning, "Shard {Shard}: its owner is gone; freed in epoch {Epoch}")]
    private partial void Evicted(int shard, long epoch);

    [LoggerMessage(3111, LogLevel.Information, "Shard {Shard} given at {Seq} to {Target} in {Seconds:0.000} s")]
    private partial void Given(int shard, long seq, string target, double seconds);

    [LoggerMessage(3116, LogLevel.Information, "Shard {Shard}: folded up to {Seq} in {Seconds:0.000} s, before its owner gives it")]
    private partial void Prepared(int shard, long seq, double seconds);

    [LoggerMessage(3117, LogLevel.Error, "Shard {Shard} cannot be folded here: its owner keeps it, or gives it to another node")]
    private partial void NotPrepared(int shard, Exception failure);

    [LoggerMessage(3118, LogLevel.Warning, "Shard {Shard} is given to {Target}, which did not have it ready within {Seconds:0} s")]
    private partial void GivenUnprepared(int shard, string target, double seconds);

    [LoggerMessage(3119, LogLevel.Error, "Shard {Shard} is not given to {Target}, which cannot fold it: see there")]
    private partial void NotTakenThere(int shard, string target);

    [LoggerMessage(3108, LogLevel.Warning, "Node {Node} could not say yet that it leaves, and tries again: {Reason}")]
    private partial void DrainingNotSaid(string node, string reason);

    [LoggerMessage(3112, LogLevel.Warning, "Shard {Shard}: could not {Step} it: {Reason}")]
    private partial void StepFailed(int shard, string step, string reason);

    [LoggerMessage(3113, LogLevel.Critical, "Shard {Shard} is closed until an operator opens it: {Why}")]
    private partial void Sealed(int shard, string why);

    [LoggerMessage(3114, LogLevel.Warning, "Shard {Shard} is open again")]
    private partial void Unsealed(int shard);

    [LoggerMessage(3115, LogLevel.Error, "Shard {Shard}: a warehouse of it keeps its earlier description: {Reason}")]
    private partial void WarehouseNotOpened(int shard, string reason);
}
