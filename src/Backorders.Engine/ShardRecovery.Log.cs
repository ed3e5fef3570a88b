using Microsoft.Extensions.Logging;

namespace Backorders.Engine;

internal sealed partial class ShardRecovery
{
    [LoggerMessage(3040, LogLevel.Warning, "Shard {Shard}: the snapshot at {Seq} is not used, the journal is read instead: {Reason}")]
    private partial void SnapshotIgnored(int shard, long seq, string reason);
}
