using Akka.Actor;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>Tells a warehouse that its node stops, or that its shard is closed: as a hand-off, and then a snapshot is written, for nobody waits for the warehouse elsewhere.</summary>
/// <param name="Warehouse">Which.</param>
internal sealed record Finish(WarehouseId Warehouse) : IWarehouseMessage, INoSerializationVerificationNeeded;
