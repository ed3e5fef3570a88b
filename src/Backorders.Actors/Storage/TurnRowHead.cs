
using Backorders.Actors.Turns;

namespace Backorders.Actors.Storage;

/// <summary>A row without its turns.</summary>
/// <param name="Number">The row's number in its warehouse, from 1: Akka's sequence number.</param>
/// <param name="Batch">Which turns it holds, and the chain before and after them.</param>
public readonly record struct TurnRowHead(long Number, TurnBatchHeader Batch);
