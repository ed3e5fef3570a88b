namespace Backorders.Postgres;

/// <summary>A step that a migration took.</summary>
/// <param name="Part">Which store's tables.</param>
/// <param name="Version">The version that they have now.</param>
public sealed record AppliedMigration(string Part, int Version);
