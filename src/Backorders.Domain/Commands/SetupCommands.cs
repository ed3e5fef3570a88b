using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Commands;

/// <summary>Describes the building. Repeating the same description changes nothing.</summary>
public sealed record OpenWarehouse(string TimeZone, IReadOnlyList<DoorId> Doors, IReadOnlyList<LaneId> Lanes) : Command;

/// <summary>Sets the rules for what comes after; the version is given by the warehouse.</summary>
/// <param name="Policy">All of the rules.</param>
/// <param name="Owner">Whose goods they are for; null for all owners that have none of their own.</param>
public sealed record SetPolicy(Policy Policy, OwnerId? Owner = null) : Command;

/// <summary>Drops an owner's own policy: from here on the warehouse's applies to its goods.</summary>
public sealed record DropPolicy(OwnerId Owner) : Command;

/// <summary>Defines an owner's items, or changes them.</summary>
public sealed record DefineItems(OwnerId Owner, IReadOnlyList<Item> Items) : Command;

/// <summary>Sets whether an outbound lane takes goods. Setting the present state again changes nothing.</summary>
public sealed record SetLane(LaneId Lane, LaneState State, ReasonCode Reason) : Command;

/// <summary>Opens or closes a receiving door. Setting the present state again changes nothing.</summary>
public sealed record SetDoor(DoorId Door, bool IsOpen, ReasonCode Reason) : Command;

/// <summary>Carries out everything that is due: ends of leases and holds, dates. Whoever runs the warehouse sends it when <c>Warehouse.NextDue</c> has come.</summary>
public sealed record AdvanceTime : Command, IAsksAgain;
