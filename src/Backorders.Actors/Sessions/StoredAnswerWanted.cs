namespace Backorders.Actors.Sessions;

/// <summary>A repeated command whose first turn is no longer in memory: whoever runs the session reads it and calls <see cref="WarehouseSession.AnswerStored"/>.</summary>
/// <param name="Item">The repeated command.</param>
/// <param name="Seq">The turn that holds its answer.</param>
internal readonly record struct StoredAnswerWanted(CommandItem Item, long Seq);
