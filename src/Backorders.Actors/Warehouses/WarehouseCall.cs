using Akka.Actor;
using Backorders.Actors.Sessions;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// A command or a question on its way to its warehouse's gateway at this node, never through a region and never to another node. The caller is answered through the call
/// itself, once, whatever happens.
/// </summary>
/// <param name="Warehouse">Where it goes.</param>
/// <param name="Call">The command or question.</param>
internal sealed record WarehouseCall(WarehouseId Warehouse, IParked Call) : INoSerializationVerificationNeeded;
