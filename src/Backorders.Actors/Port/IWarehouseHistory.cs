using Backorders.Actors.Storage;
using Backorders.Domain;
using Backorders.Domain.Values;

namespace Backorders.Actors.Port;

/// <summary>
/// What one warehouse went through: the state at any turn, and the turns between any two. It works on states of its own, which nobody else sees, and
/// reads only what is durable, whoever serves the warehouse. All members may be called from any thread and at the same time.
/// </summary>
/// <remarks>The work is done by whoever awaits, between reads of the journal: call it off the threads that must stay quick.</remarks>
public interface IWarehouseHistory
{
    /// <summary>The last turn that was decided before a time; 0 when there is none. A search in O(log n) reads.</summary>
    /// <param name="at">The time.</param>
    /// <param name="upToSeq">The last turn to look at.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="JournalException">The journal cannot be read, or does not reach to <paramref name="upToSeq"/>.</exception>
    Task<long> FindBeforeAsync(Instant at, long upToSeq, CancellationToken cancellation);

    /// <summary>The warehouse as it stood after a turn: the caller's own, to play with.</summary>
    /// <exception cref="JournalException">The journal cannot be read, or is not what was written.</exception>
    Task<Warehouse> LoadAsync(long upToSeq, CancellationToken cancellation);

    /// <summary>Hands out the warehouse's turns of a range, in order, in pages; the next page is read while this one is worked on.</summary>
    /// <param name="afterSeq">The turn before the first one.</param>
    /// <param name="upToSeq">The last one.</param>
    /// <param name="page">Gets each page, with the last turn that it covers; the next comes when it is done.</param>
    /// <param name="cancellation">Ends the reading, at the next page at the latest.</param>
    /// <exception cref="JournalException">The journal cannot be read, or is not what was written.</exception>
    Task ReadAsync(long afterSeq, long upToSeq, Func<IReadOnlyList<CommittedTurn>, long, Task> page, CancellationToken cancellation);
}
