namespace Backorders.Actors.Sessions;

/// <summary>Durable turns that are still in memory.</summary>
internal interface IRecentTurns
{
    /// <summary>A durable turn; null when it must be read from the store.</summary>
    StoredTurn? Find(long seq);
}
