namespace Backorders.Actors.Port;

/// <summary>What a walk through a shard's journal found.</summary>
/// <param name="Shard">Which shard.</param>
/// <param name="Turns">Turns that are good, from the first on.</param>
/// <param name="BrokenAt">The first row that is wrong; null when none is.</param>
/// <param name="Problem">What is wrong with it, or which invariant it broke; null when nothing is.</param>
/// <param name="Warehouses">The warehouses at the last good turn, by id.</param>
public sealed record VerificationReport(int Shard, long Turns, long? BrokenAt, string? Problem, IReadOnlyList<VerifiedWarehouse> Warehouses)
{
    /// <summary>Whether every row is what was written, and every invariant holds.</summary>
    public bool IsGood => Problem is null && Warehouses.All(w => w.Violations.Count == 0);
}
