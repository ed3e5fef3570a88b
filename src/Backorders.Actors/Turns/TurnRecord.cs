using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns;

/// <summary>One turn as it is stored: who asked, under which key, when it was decided, and what changed. There is no other record of it.</summary>
/// <param name="Warehouse">Where.</param>
/// <param name="At">The time the warehouse decided with; never earlier than that of the turn before it in the same shard.</param>
/// <param name="Key">Names the command; <see cref="CommandKey.None"/> when nobody can repeat it.</param>
/// <param name="Digest">What the command said.</param>
/// <param name="Actor">Who gave the command, for the audit; may be empty.</param>
/// <param name="Events">What changed, in order; never empty. The answer to the command is read off these.</param>
public sealed record TurnRecord(WarehouseId Warehouse, Instant At, CommandKey Key, CommandDigest Digest, string Actor, IReadOnlyList<Event> Events)
{
    /// <summary>How the command came in; null for what fell due, and in journals of before it was kept.</summary>
    public TurnOrigin? Origin { get; init; }
}
