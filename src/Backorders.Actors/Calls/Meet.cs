using Backorders.Actors.Hosting.Sharding;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Calls;

/// <summary>
/// From a node's link to a warehouse, wherever it is served: starts the warehouse if it is not running, because leases and holds expire even when nobody calls, and asks its
/// gateway to remember the link.
/// </summary>
/// <param name="Warehouse">Which.</param>
/// <param name="Meeting">The number of the meeting; it rises each time that the link begins anew.</param>
internal sealed record Meet(WarehouseId Warehouse, long Meeting) : IWarehouseMessage, INodeMessage;
