namespace Backorders.Actors.Turns;

/// <summary>A turn as it was read from a warehouse's journal.</summary>
/// <param name="Seq">Its number in the warehouse, from 1, without gaps.</param>
/// <param name="Turn">What it says.</param>
/// <param name="Hash">The chain at this turn.</param>
/// <param name="Bytes">The stored size of its body, in bytes.</param>
public sealed record JournaledTurn(long Seq, TurnRecord Turn, ChainHash Hash, int Bytes);
