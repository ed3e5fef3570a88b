using Backorders.Actors.Turns;
using Backorders.Domain.Values;

namespace Backorders.Actors.Sessions;

/// <summary>A turn with its place in the journal, the chain up to it, and its stored size.</summary>
internal sealed record StoredTurn(long Seq, TurnRecord Turn, ChainHash Hash, int Bytes)
{
    /// <summary>Which tasks it made ready; empty when it was read from the journal, for then whoever waits is told to look in any case.</summary>
    public IReadOnlyList<ReadyTasks> BecameReady { get; init; } = [];
}
