using Akka.Actor;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Domain;
using Backorders.Engine;

namespace Backorders.Actors.Warehouses;

/// <summary>A command or a question on its way to its warehouse's gateway, within one process. The caller is answered through the call itself, once, whatever happens.</summary>
/// <param name="Warehouse">Where it goes.</param>
/// <param name="Call">The command or question.</param>
internal sealed record WarehouseCall(WarehouseId Warehouse, IParked Call) : IWarehouseMessage, INoSerializationVerificationNeeded;
