using Backorders.Actors.Turns;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Port;

/// <summary>A turn that is durable.</summary>
/// <param name="Warehouse">Where.</param>
/// <param name="Seq">Its number in the warehouse: the cursor that a follower resumes from.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Key">Names the command.</param>
/// <param name="Actor">Who gave the command; may be empty.</param>
/// <param name="Events">What changed, in order.</param>
public sealed record CommittedTurn(WarehouseId Warehouse, long Seq, Instant At, CommandKey Key, string Actor, IReadOnlyList<Event> Events)
{
    /// <summary>How the command came in; null for what fell due, and in journals of before it was kept.</summary>
    public TurnOrigin? Origin { get; init; }

    /// <summary>The chain at this turn: what <c>verify</c> finds there.</summary>
    public ChainHash Hash { get; init; }

    /// <summary>The actor of turns that nobody asked for: something fell due.</summary>
    public const string ClockActor = "clock";
}
