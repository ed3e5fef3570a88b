using Backorders.Domain.Ids;


namespace Backorders.Actors.Sessions;

/// <summary>How a session decides.</summary>
/// <param name="Name">Leads the names of its incidents.</param>
/// <param name="Warehouses">The warehouses that it decides for; a command for any other is refused.</param>
/// <param name="BatchTurnsMax">Turns that may wait behind the batch under way; then nothing more is decided until it has landed.</param>
/// <param name="BatchBytesMax">Bytes of these turns at which the same holds.</param>
/// <param name="CheckInvariantsEvery">Turns between two checks of every invariant; 0: never.</param>
internal sealed record SessionOptions(
    string Name, IReadOnlyCollection<WarehouseId> Warehouses, int BatchTurnsMax, long BatchBytesMax, int CheckInvariantsEvery);
