using Backorders.Domain.Ids;


namespace Backorders.Actors.Storage.Reading;

/// <summary>What a walk through a warehouse's rows found.</summary>
/// <param name="Warehouse">Which.</param>
/// <param name="Turns">Turns that are good, from the first on.</param>
/// <param name="BrokenAt">The first turn that is wrong or missing, or stands in a row that is; null when none is.</param>
/// <param name="BrokenRow">The row of that turn, as the store numbers it; null when none is wrong.</param>
/// <param name="Problem">What is wrong with it, or which invariant it broke; null when nothing is.</param>
/// <param name="StateHash">SHA-256 over the saved state at the last good turn, in hexadecimal: equal to what the warehouse says of itself at the same turn.</param>
/// <param name="Violations">Invariants that do not hold at the last good turn, one sentence each; empty when all is well.</param>
public sealed record TurnVerification(
    WarehouseId Warehouse, long Turns, long? BrokenAt, long? BrokenRow, string? Problem, string StateHash, IReadOnlyList<string> Violations)
{
    /// <summary>Whether every row is what was written, and every invariant holds.</summary>
    public bool IsGood => Problem is null && Violations.Count == 0;
}
