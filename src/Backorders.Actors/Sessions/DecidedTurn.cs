namespace Backorders.Actors.Sessions;

/// <summary>A turn that was decided, with the bytes that are to be stored.</summary>
/// <param name="Stored">The turn, its place and its hash.</param>
/// <param name="Body">What is stored of it.</param>
internal readonly record struct DecidedTurn(StoredTurn Stored, ReadOnlyMemory<byte> Body);
