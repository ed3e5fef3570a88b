using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>The building was described, for the first time or anew.</summary>
/// <param name="Warehouse">Its id.</param>
/// <param name="TimeZone">IANA name of the zone in which its cutoffs are told.</param>
/// <param name="Doors">Receiving doors.</param>
/// <param name="Lanes">Outbound lanes.</param>
public sealed record WarehouseOpened(WarehouseId Warehouse, string TimeZone, IReadOnlyList<DoorId> Doors, IReadOnlyList<LaneId> Lanes) : Event;

/// <summary>Another policy decides from here on.</summary>
/// <param name="Policy">The rules, with their version.</param>
/// <param name="Owner">Whose goods they are for; null for all owners that have none of their own.</param>
public sealed record PolicySet(Policy Policy, OwnerId? Owner = null) : Event;

/// <summary>An owner has no rules of its own any more.</summary>
public sealed record PolicyDropped(OwnerId Owner) : Event;

/// <summary>An owner's items were defined or changed.</summary>
public sealed record ItemsDefined(OwnerId Owner, IReadOnlyList<Item> Items) : Event;
