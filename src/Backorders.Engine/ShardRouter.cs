// A receipt comes from the host's ReceivingService and goes on in ShardLoop.cs.
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Backorders.Domain;

namespace Backorders.Engine;

/// <summary>Finds the loop that writes a warehouse's shard. On one node every shard is here.</summary>
internal sealed class ShardRouter
{
    private readonly FrozenDictionary<WarehouseId, ShardLoop> byWarehouse;

    public ShardRouter(IEnumerable<WarehouseId> warehouses, Func<int, IEnumerable<WarehouseId>, ShardLoop> createLoop)
    {
        Dictionary<WarehouseId, ShardLoop> found = [];
        foreach (IGrouping<int, WarehouseId> shard in warehouses.GroupBy(ShardMap.ShardOf).OrderBy(s => s.Key))
        {
            ShardLoop loop = createLoop(shard.Key, shard);
            foreach (WarehouseId warehouse in shard)
            {
                found.Add(warehouse, loop);
            }

            Loops.Add(loop);
        }

        byWarehouse = found.ToFrozenDictionary();
    }

    /// <summary>All loops, by shard.</summary>
    public List<ShardLoop> Loops { get; } = [];

    public bool TryFind(WarehouseId warehouse, [NotNullWhen(true)] out ShardLoop? loop) => byWarehouse.TryGetValue(warehouse, out loop);

    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    public ShardLoop Find(WarehouseId warehouse) => TryFind(warehouse, out ShardLoop? loop)
        ? loop
        : throw new ArgumentException($"Warehouse '{warehouse}' is not one of this system's.", nameof(warehouse));

    public static Refused Unknown(WarehouseId warehouse) => Refused.Because(
        Refusal.UnknownWarehouse, $"Warehouse '{warehouse}' is not one of this system's.", ("warehouse", warehouse));
}
