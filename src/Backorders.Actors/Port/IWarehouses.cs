using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;

namespace Backorders.Actors.Port;

/// <summary>
/// The warehouses of this system, as whoever runs beside them sees them: what is submitted, asked, followed and looked up. Everything that is told
/// here rests on durable turns only.
/// </summary>
/// <remarks>
/// <para>All members may be called from any thread, before the start and after the stop too: what cannot be done now is refused, not thrown. Nothing
/// here blocks.</para>
/// <para>A warehouse is served by one node at a time. One that another node serves, that is on its way, or that is closed is refused as <see
/// cref="RouteRefusal"/> says; <see cref="IWarehouseRoutes"/> tells where it is.</para>
/// </remarks>
public interface IWarehouses
{
    /// <summary>The warehouses of this system, wherever they are served. They do not change while the node runs.</summary>
    IReadOnlyList<WarehouseId> Ids { get; }

    /// <summary>
    /// Puts a command into its warehouse's queue. That happens within this call: a caller that submits one after the other without awaiting keeps its
    /// order. The queue is bounded; when it is full the command is refused at once.
    /// </summary>
    /// <param name="request">The command.</param>
    /// <returns>
    /// The outcome, once it is durable. A refusal, and an outcome without changes, also wait until every turn that they depend on is durable. The task does not
    /// fail: every error is a refusal. A transient refusal (<see cref="Refusals.IsTransient"/>) leaves open whether the command was carried out; sending the
    /// same key again tells.
    /// </returns>
    Task<CommandOutcome> SubmitAsync(CommandRequest request);

    /// <summary>
    /// Asks a warehouse something, in order with its commands: the question sees what was submitted before it and nothing that was submitted after
    /// it.
    /// </summary>
    /// <typeparam name="T">What is asked for.</typeparam>
    /// <param name="warehouse">Which.</param>
    /// <param name="question">The question; <see cref="Question{TAnswer}"/> says what it may do.</param>
    /// <returns>
    /// The answer, once everything that it saw is durable, or a refusal. The task fails only with what <paramref name="question"/> throws.
    /// </returns>
    Task<QueryOutcome<T>> AskAsync<T>(WarehouseId warehouse, Question<T> question);

    /// <summary>
    /// Follows a warehouse's turns, in order and without a gap: first those in the journal, then each as it becomes durable. A slow follower is never
    /// waited for; it reads the journal until it has caught up. Ends when the node stops, or when the warehouse is served here no more; at once when
    /// it is not.
    /// </summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="afterSeq">The last turn that is known already; 0 for all of them.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <returns>
    /// Turns, and heartbeats that say how far the follower has got: the first when it has caught up for the first time, then one every
    /// <see cref="WarehouseHostOptions.HeartbeatEvery"/>, whether there are turns or not, so that a follower who is interested in few of them still moves
    /// on.
    /// </returns>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The journal does not reach that far: thrown when the first item is asked for.</exception>
    /// <exception cref="JournalException">The journal cannot be read now: thrown between items.</exception>
    IAsyncEnumerable<FeedItem> FollowAsync(WarehouseId warehouse, long afterSeq, CancellationToken cancellation);

    /// <summary>The history of a warehouse, read from the journal without asking the warehouse.</summary>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    IWarehouseHistory ReadHistory(WarehouseId warehouse);

    /// <summary>The last durable turn as far as this node serves the warehouse; 0 when it does not. Costs nothing.</summary>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    long HighWater(WarehouseId warehouse);

    /// <summary>The last durable turn, whoever serves the warehouse: one look into the store.</summary>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    /// <exception cref="JournalException">The store cannot be read now.</exception>
    Task<long> ReadHighWaterAsync(WarehouseId warehouse, CancellationToken cancellation);

    /// <summary>
    /// How often tasks have become ready; to be read before a pull, and given to <see cref="WaitForWorkAsync"/> after an empty one.
    /// </summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="owner">Whose tasks; null for anybody's.</param>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    long WorkVersion(WarehouseId warehouse, OwnerId? owner);

    /// <summary>
    /// Waits until tasks have become ready since <paramref name="seenVersion"/> was read, and the turn that made them so is durable; at once when
    /// that has happened already. Also ends when the warehouse comes to this node or leaves it. A task may be gone again when it ends: it is a reason
    /// to look, not a promise.
    /// </summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="owner">Whose tasks; null for anybody's.</param>
    /// <param name="seenVersion">What <see cref="WorkVersion"/> said before the pull that came back empty.</param>
    /// <param name="cancellation">Ends the wait with an exception.</param>
    /// <returns>The version to wait with the next time.</returns>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    Task<long> WaitForWorkAsync(WarehouseId warehouse, OwnerId? owner, long seenVersion, CancellationToken cancellation);
}
