using Backorders.Actors.Hosting.Sharding;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Calls;

/// <summary>
/// A node's word to a warehouse, wherever it is: brings it to life, for leases and holds run out although nobody calls, and asks its gateway for a place in its memory.
/// </summary>
/// <param name="Warehouse">Which.</param>
/// <param name="Meeting">Rises with each fresh beginning of the link that asks.</param>
internal sealed record Meet(WarehouseId Warehouse, long Meeting) : IWarehouseMessage, INodeMessage;
