using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.ReadModel.WhatIf;

/// <summary>A turn as the journal tells it.</summary>
/// <param name="Seq">Its place in the journal.</param>
/// <param name="At">When it was decided.</param>
/// <param name="ByTime">Whether nobody asked for it: time alone had passed.</param>
/// <param name="Events">What changed, in order.</param>
public readonly record struct HistoryTurn(long Seq, Instant At, bool ByTime, IReadOnlyList<Event> Events);
