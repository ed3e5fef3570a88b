using Backorders.Domain.Ids;


namespace Backorders.Actors.Port;

/// <summary>Takes public calls to the node that serves their warehouse, this one or another. All members may be called from any thread.</summary>
public interface IWarehouseCalls
{
    /// <summary>
    /// Sends a request to its warehouse, wherever that is. Requests of one warehouse go in the order of these calls and many may be under way; when the warehouse moves,
    /// those without an answer go to its next node in the same order, which is safe because every change carries its key.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="patience">How long it may wait for somebody who serves the warehouse, before it is refused as moved.</param>
    /// <returns>What became of it; the task does not fail.</returns>
    Task<WarehouseAnswer> SendAsync(WarehouseRequest request, TimeSpan patience);

    /// <summary>How far a warehouse's turns are durable, as this node has heard, wherever it is served; 0 when it has heard nothing yet. Costs nothing.</summary>
    long Heard(WarehouseId warehouse);

    /// <summary>Asks other live nodes what only they know.</summary>
    /// <param name="method">The path of the method in the public contract.</param>
    /// <param name="message">The public message.</param>
    /// <param name="rights">What the caller may do.</param>
    /// <param name="patience">How long each may take.</param>
    /// <param name="nodeId">Which one; null for all.</param>
    /// <returns>The answers, and the names of the nodes that gave none in time.</returns>
    Task<(IReadOnlyList<WarehouseAnswer> Answers, IReadOnlyList<string> Missing)> AskOthersAsync(string method, object message, CallerRights rights, TimeSpan patience, string? nodeId = null);

    /// <summary>
    /// Follows a warehouse's turns wherever it is served, from the store where that is another node. Otherwise as <see cref="IWarehouses.FollowAsync"/>, but it goes on when
    /// the warehouse moves, and ends with the node alone.
    /// </summary>
    IAsyncEnumerable<FeedItem> FollowAnywhereAsync(WarehouseId warehouse, long afterSeq, CancellationToken cancellation);
}
