using Backorders.Domain.Values;

namespace Backorders.Server.Audit;

/// <summary>Where audit records stand that are no turns: refusals, and acts that the journal does not hold.</summary>
/// <remarks>
/// A change is durable and whole when its task has ended; one that fails has not happened, or nobody knows: it may be repeated, for records are put and removed by their id. Members may be
/// called from any thread.
/// </remarks>
internal interface IAuditStore : IAsyncDisposable
{
    /// <summary>Puts records, new or in the place of those with their ids.</summary>
    /// <exception cref="AuditStoreException">They could not be stored.</exception>
    Task PutAsync(IReadOnlyList<AuditRecord> records);

    /// <summary>Removes a record; nothing happens when it is not there.</summary>
    /// <exception cref="AuditStoreException">It could not be removed.</exception>
    Task RemoveAsync(string id);

    /// <summary>Records, newest first, of all nodes that share the store.</summary>
    /// <param name="query">Which.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="AuditStoreException">They cannot be read.</exception>
    Task<IReadOnlyList<AuditRecord>> ListAsync(AuditQuery query, int max, CancellationToken cancellation);

    /// <summary>Deletes records of before a time, the oldest first.</summary>
    /// <param name="before">The time.</param>
    /// <param name="max">How many at most.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="AuditStoreException">They could not be deleted.</exception>
    Task<int> DeleteBeforeAsync(Instant before, int max);

    /// <summary>Deletes the oldest refusals beyond a number.</summary>
    /// <param name="keep">How many stay.</param>
    /// <param name="max">How many are deleted at most.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="AuditStoreException">They could not be deleted.</exception>
    Task<int> TrimRefusalsAsync(long keep, int max);
}
