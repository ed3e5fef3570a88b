using Akka.Actor;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>Tells a warehouse that its node stops or its shard is closed. Like a hand-off, but a snapshot is written at the end, because no other node is waiting for the warehouse.</summary>
/// <param name="Warehouse">Which.</param>
internal sealed record Finish(WarehouseId Warehouse) : IWarehouseMessage, INoSerializationVerificationNeeded;
