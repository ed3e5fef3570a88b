using System.Globalization;
using Akka.Cluster.Sharding;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Hosting.Sharding;

/// <summary>
/// Where a warehouse lives: an entity of its own id, in the shard that <see cref="ShardMap"/> names. The map is the one by which operators know
/// shards, so it is not Akka's.
/// </summary>
public sealed class WarehouseExtractor : IMessageExtractor
{
    private static readonly string[] names = [.. Enumerable.Range(0, ShardMap.ShardCount).Select(s => s.ToString(CultureInfo.InvariantCulture))];

    /// <inheritdoc/>
    public string? EntityId(object message) => (message as IWarehouseMessage)?.Warehouse.Value;

    /// <inheritdoc/>
    public object? EntityMessage(object message) => message;

    /// <inheritdoc/>
    public string ShardId(object message) => ShardId(EntityId(message) ?? string.Empty, message);

    /// <inheritdoc/>
    public string ShardId(string entityId, object? messageHint = null) =>
        names[ShardMap.ShardOf(messageHint is IWarehouseMessage call ? call.Warehouse : WarehouseId.FromTrusted(entityId))];
}
