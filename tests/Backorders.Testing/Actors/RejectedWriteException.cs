namespace Backorders.Testing.Actors;

/// <summary>A write is to be rejected: its number is spent, and no row is there.</summary>
public sealed class RejectedWriteException() : Exception("rejected");
