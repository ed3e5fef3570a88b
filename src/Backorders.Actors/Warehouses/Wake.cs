using Akka.Actor;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Domain;

namespace Backorders.Actors.Warehouses;

/// <summary>Brings a warehouse to life where its shard is: leases and holds run out although nobody calls.</summary>
/// <param name="Warehouse">Which.</param>
internal sealed record Wake(WarehouseId Warehouse) : IWarehouseMessage, INoSerializationVerificationNeeded;
