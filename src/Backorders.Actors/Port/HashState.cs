using Backorders.Actors.Sessions;
using Backorders.Actors.Turns;
using Backorders.Domain;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;

namespace Backorders.Actors.Port;

/// <summary>
/// SHA-256 over the warehouse's saved state, in hexadecimal: with the turn that the outcome names, what a verifier must find in the journal. Costs as
/// much as a snapshot.
/// </summary>
public sealed record HashState : Question<string>
{
    /// <inheritdoc/>
    public override string Answer(Warehouse warehouse, Instant now) => SnapshotCodec.StateHash(warehouse);
}
