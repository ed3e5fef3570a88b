namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A write is to be rejected: its number is spent, and no row is there.</summary>
internal sealed class RejectedWriteException() : Exception("rejected");
