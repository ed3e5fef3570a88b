
using Backorders.Actors.Turns;

namespace Backorders.Actors.Storage;

/// <summary>A warehouse folded up to the end of a row.</summary>
/// <param name="Row">The row that was folded last.</param>
/// <param name="State">The fold: the last turn of that row, the chain there, and the bytes.</param>
public sealed record TurnSnapshot(long Row, StoredSnapshot State);
