using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>An outbound lane takes goods again, or takes none.</summary>
/// <param name="Lane">Which.</param>
/// <param name="State">How it is now.</param>
/// <param name="Reason">Why.</param>
/// <param name="TasksWaiting">Tasks that wait for the lane because of this; 0 when it is open.</param>
public sealed record LaneStateChanged(LaneId Lane, LaneState State, ReasonCode Reason, int TasksWaiting) : Event;

/// <summary>A receiving door was opened or closed.</summary>
public sealed record DoorStateChanged(DoorId Door, bool IsOpen, ReasonCode Reason) : Event;

/// <summary>An order whose units were given to it, picked or packed was not shipped by its cutoff: it goes with the next departure.</summary>
/// <param name="Order">Which.</param>
/// <param name="Missed">The cutoff that passed.</param>
/// <param name="Next">The cutoff that holds now.</param>
/// <param name="Staged">Units that were given, picked or packed.</param>
public sealed record CutoffMissed(OrderKey Order, Instant Missed, Instant Next, Quantity Staged) : Event, IOfOrder, IFollows;
