using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

internal sealed partial class ClosedShards
{
    [LoggerMessage(5230, LogLevel.Information, "Shard {Shard} was closed elsewhere: {Why}")]
    private partial void WasClosed(int shard, string why);

    [LoggerMessage(5231, LogLevel.Information, "Shard {Shard} was opened elsewhere")]
    private partial void WasOpened(int shard);

    [LoggerMessage(5232, LogLevel.Error, "This node is cut off from the store and answers nothing: {Reason}")]
    private partial void IsCutOff(string reason);

    [LoggerMessage(5233, LogLevel.Information, "This node looks into the store again, and answers")]
    private partial void IsBack();

    [LoggerMessage(5234, LogLevel.Error, "Shard {Shard} was closed or opened elsewhere, and this node failed to follow")]
    private partial void NotFollowed(int shard, Exception failure);
}
