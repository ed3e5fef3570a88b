// A receipt comes from the host's ReceivingService and goes on in ShardLoop.cs.
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Backorders.Domain;
using Backorders.Engine.Cluster;

namespace Backorders.Engine;

/// <summary>Finds the place of a warehouse's shard on this node, and the loop that writes it when it is here.</summary>
internal sealed class ShardRouter
{
    private readonly FrozenDictionary<WarehouseId, ShardSlot> byWarehouse;

    /// <param name="warehouses">Those that the host opens.</param>
    /// <param name="withEmpty">Whether shards without a warehouse have a place too: nodes that share a store own them all.</param>
    public ShardRouter(IReadOnlyList<WarehouseSetup> warehouses, bool withEmpty)
    {
        ILookup<int, WarehouseSetup> byShard = warehouses.ToLookup(w => ShardMap.ShardOf(w.Id));
        Slots = [.. Enumerable.Range(0, ShardMap.ShardCount).Where(s => withEmpty || byShard.Contains(s)).Select(s => new ShardSlot(s, byShard[s]))];
        byWarehouse = Slots.SelectMany(slot => slot.Setups.Select(w => (w.Id, slot))).ToFrozenDictionary(p => p.Id, p => p.slot);
    }

    /// <summary>The places, by shard.</summary>
    public IReadOnlyList<ShardSlot> Slots { get; }

    /// <summary>The loops that serve their shards now, by shard.</summary>
    public IEnumerable<ShardLoop> Loops => Slots.Select(s => s.Loop).OfType<ShardLoop>();

    public bool TryFind(WarehouseId warehouse, [NotNullWhen(true)] out ShardSlot? slot) => byWarehouse.TryGetValue(warehouse, out slot);

    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    public ShardSlot Find(WarehouseId warehouse) => TryFind(warehouse, out ShardSlot? slot)
        ? slot
        : throw new ArgumentException($"Warehouse '{warehouse}' is not one of this system's.", nameof(warehouse));

    public static Refused Unknown(WarehouseId warehouse) => Refused.Because(
        Refusal.UnknownWarehouse, $"Warehouse '{warehouse}' is not one of this system's.", ("warehouse", warehouse));
}
