using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Views;

/// <summary>The building's lanes and doors as they are now, in the order in which they were described.</summary>
/// <param name="Lanes">Outbound lanes, and whether they take goods.</param>
/// <param name="Doors">Receiving doors, and whether goods can come in there.</param>
public sealed record PlacesView(IReadOnlyList<(LaneId Lane, LaneState State)> Lanes, IReadOnlyList<(DoorId Door, bool IsOpen)> Doors);
