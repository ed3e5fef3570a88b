namespace Backorders.Domain.Messages;

/// <summary>
/// What the actors of a warehouse tell each other within a turn. A message names its receiver by a key; the turn looks the actor up, and the actor's
/// <c>Receive</c> says what comes of it.
/// </summary>
internal abstract record Message;
