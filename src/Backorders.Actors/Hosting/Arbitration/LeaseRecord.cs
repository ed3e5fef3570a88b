namespace Backorders.Actors.Hosting.Arbitration;

/// <summary>What came of asking for a lease.</summary>
/// <param name="IsHeld">Whether the asker holds it now.</param>
/// <param name="IsGone">Whether the asker can never hold it: the cluster has gone on without it.</param>
/// <param name="Holder">Who holds it; empty when nobody does.</param>
/// <param name="Version">Rises whenever its holder renews it: a holder whose version stands still is silent.</param>
public sealed record LeaseRecord(bool IsHeld, bool IsGone, string Holder, long Version);
