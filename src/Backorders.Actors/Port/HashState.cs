using Backorders.Actors.Turns;
using Backorders.Domain;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;

namespace Backorders.Actors.Port;

/// <summary>
/// SHA-256 over the warehouse's saved state, in hexadecimal. A verifier must compute the same hash from the journal at the turn that the outcome names. Costs
/// as much as a snapshot.
/// </summary>
public sealed record HashState : Question<string>
{
    /// <inheritdoc/>
    public override string Answer(Warehouse warehouse, Instant now) => SnapshotCodec.StateHash(warehouse);
}
