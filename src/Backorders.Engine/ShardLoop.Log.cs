using Microsoft.Extensions.Logging;

namespace Backorders.Engine;

internal sealed partial class ShardLoop
{
    [LoggerMessage(3000, LogLevel.Information, "Shard {Shard} stands at {Seq} in epoch {Epoch} after {Seconds:0.000} s; {Turns} turns were folded")]
    private partial void Recovered(int shard, long seq, long epoch, double seconds, long turns);

    [LoggerMessage(3001, LogLevel.Error, "Shard {Shard} failed to store turns after {Seq}: it is taken anew, which tells what landed")]
    private partial void StoreFailed(int shard, long seq, Exception failure);

    [LoggerMessage(3002, LogLevel.Warning, "Shard {Shard}: the store still fails, next try in {WaitMilliseconds:0} ms: {Reason}")]
    private partial void StoreStillFails(int shard, double waitMilliseconds, string reason);

    [LoggerMessage(3003, LogLevel.Critical, "Shard {Shard} cannot go on at {Seq}: its journal cannot be read")]
    private partial void ShardSealed(int shard, long seq, Exception failure);

    [LoggerMessage(3004, LogLevel.Information, "Shard {Shard} still stands at {Seq}, now in epoch {Epoch}: its memory is right and is kept")]
    private partial void Revalidated(int shard, long seq, long epoch);

    [LoggerMessage(3005, LogLevel.Warning, "Shard {Shard} was lost at {Seq}: {Reason}")]
    private partial void ShardLost(int shard, long seq, string reason);

    [LoggerMessage(3006, LogLevel.Warning, "Shard {Shard} could not be taken: {Reason}")]
    private partial void ShardNotTaken(int shard, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "Shard {Shard}: the state that was prepared up to {Seq} does not stand on its journal; it is folded anew: {Reason}")]
    private partial void PreparationUnfit(int shard, long seq, string reason);

    [LoggerMessage(3010, LogLevel.Error, "Shard {Shard}, incident {Incident}: {Command} with key {Key} made the domain fail and is refused from now on")]
    private partial void CommandFailed(int shard, string incident, string command, string key, Exception fault);

    [LoggerMessage(3011, LogLevel.Critical, "Shard {Shard}: what fell due at {Due} in warehouse {Warehouse} cannot be done; the warehouse goes on without its clock")]
    private partial void ClockStopped(int shard, string warehouse, string due);

    [LoggerMessage(3012, LogLevel.Critical, "Shard {Shard}: warehouse {Warehouse} breaks an invariant at {Seq}: {Fault}")]
    private partial void InvariantBroken(int shard, string warehouse, long seq, string fault);

    [LoggerMessage(3013, LogLevel.Warning, "Shard {Shard}: the stored answer at {Seq} could not be read")]
    private partial void AnswerNotRead(int shard, long seq, Exception failure);

    [LoggerMessage(3020, LogLevel.Information, "Shard {Shard}: snapshot at {Seq} written in {Seconds:0.000} s")]
    private partial void SnapshotWritten(int shard, long seq, double seconds);

    [LoggerMessage(3021, LogLevel.Warning, "Shard {Shard}: no snapshot could be written at {Seq}")]
    private partial void SnapshotFailed(int shard, long seq, Exception failure);
}
