
using Backorders.Actors.Turns;

namespace Backorders.Actors.Storage;

/// <summary>A row with its turns.</summary>
/// <param name="Number">The row's number in its warehouse, from 1: Akka's sequence number.</param>
/// <param name="Batch">The turns.</param>
public sealed record TurnRow(long Number, TurnBatch Batch);
