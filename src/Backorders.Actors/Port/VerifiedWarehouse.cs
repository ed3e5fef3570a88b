using Backorders.Domain.Ids;


namespace Backorders.Actors.Port;

/// <summary>What a journal makes of a warehouse.</summary>
/// <param name="Id">Which.</param>
/// <param name="StateHash">SHA-256 over its saved state, in hexadecimal: equal to what the engine says at the same turn.</param>
/// <param name="Violations">Invariants that do not hold at the end of the journal, one sentence each; empty when all is well.</param>
public sealed record VerifiedWarehouse(WarehouseId Id, string StateHash, IReadOnlyList<string> Violations);
