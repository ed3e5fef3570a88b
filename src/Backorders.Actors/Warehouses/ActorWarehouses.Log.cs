using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

public sealed partial class ActorWarehouses
{
    private readonly ILogger log;

    [LoggerMessage(5240, LogLevel.Error, "Shard {Shard} was closed or opened elsewhere, and its warehouses could not follow")]
    private partial void NotFollowed(int shard, Exception failure);
}
