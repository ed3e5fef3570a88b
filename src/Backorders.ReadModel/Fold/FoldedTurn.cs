using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.ReadModel.Fold;

/// <summary>A durable turn, as the read model takes it.</summary>
/// <param name="Seq">Its place in the journal.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Events">What changed, in order.</param>
public readonly record struct FoldedTurn(long Seq, Instant At, IReadOnlyList<Event> Events);
