namespace Backorders.Actors.Sessions;

/// <summary>Comes back to the loop when the stored turn of a repeated command was read from the journal.</summary>
/// <param name="Item">The repeated command.</param>
/// <param name="Turn">The stored turn; null when it could not be read.</param>
internal sealed record StoredAnswer(CommandItem Item, StoredTurn? Turn);
