
using Backorders.Actors.Turns;

namespace Backorders.Actors.Warehouses;

/// <summary>Offered to a recovery in place of a snapshot: the session in memory has been at the journal's last turn. It never leaves the process.</summary>
/// <param name="Place">The journal's last turn.</param>
internal sealed record KeptState(ShardHead Place);
