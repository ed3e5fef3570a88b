
using Backorders.Actors.Storage;

namespace Backorders.Actors.Port;

/// <summary>
/// This node's part in the warehouses: its life, how it does, what it serves and what operators close. For whoever puts a node together and watches
/// over it; all others need <see cref="IWarehouses"/> or <see cref="IWarehouseRoutes"/> alone.
/// </summary>
/// <remarks>
/// Started once and stopped once; disposing stops at once, as a crash would. All other members may be called from any thread at any time.
/// </remarks>
public interface IWarehouseHost : IWarehouses, IWarehouseRoutes, IAsyncDisposable
{
    /// <summary>The state of the node: that of its slowest warehouse, and stopped as soon as one of them can never be served.</summary>
    WarehouseHostState State { get; }

    /// <summary>Why the node is not ready, for a person; null when all is well.</summary>
    string? Trouble { get; }

    /// <summary>
    /// Invariants found broken since the start, when <see cref="WarehouseHostOptions.CheckInvariantsEvery"/> asks for checks; must read 0.
    /// </summary>
    long InvariantFaults { get; }

    /// <summary>
    /// Takes what this node is to serve, reads its journal and opens the host's warehouses. Returns when what is served here takes commands.
    /// </summary>
    /// <param name="cancellation">Gives up: the node is then stopped.</param>
    /// <exception cref="JournalException">A journal cannot be used; the message says why.</exception>
    /// <exception cref="InvalidOperationException">A warehouse's description was refused.</exception>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>
    /// Has what is served here get ready for another node while it is still served: whoever has it next then reads a snapshot and little else, and callers hardly wait.
    /// <see cref="LeaveAsync"/> begins with it.
    /// </summary>
    /// <param name="patience">How long to wait for those that are not ready.</param>
    /// <param name="cancellation">Ends the wait, not the work.</param>
    Task PrepareToLeaveAsync(TimeSpan patience, CancellationToken cancellation);

    /// <summary>Gives away everything that other nodes can serve. Calls are taken for what is not given yet. Does nothing for a node alone.</summary>
    /// <param name="cancellation">Ends the wait; what is not given by then stays until the stop.</param>
    Task LeaveAsync(CancellationToken cancellation);

    /// <summary>Takes no new command, finishes and answers those that were taken, writes snapshots and stops.</summary>
    /// <param name="cancellation">Finishes no longer but stops at once: whoever waits is told that the store is unavailable.</param>
    Task StopAsync(CancellationToken cancellation);

    /// <summary>What this node serves now, by shard, with its epoch and last durable turn.</summary>
    IReadOnlyList<ServedShard> ListServed();

    /// <summary>
    /// Closes a shard, here or elsewhere: from the answer on nothing is written to it. False when it is closed already, or there is none.
    /// </summary>
    /// <param name="shard">Which.</param>
    /// <param name="why">Told to everybody who asks for one of its warehouses.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="JournalException">The store cannot be used.</exception>
    Task<bool> SealAsync(int shard, string why, CancellationToken cancellation);

    /// <summary>Opens a closed shard. False when it is not closed.</summary>
    /// <param name="shard">Which.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="JournalException">The store cannot be used.</exception>
    Task<bool> UnsealAsync(int shard, CancellationToken cancellation);
}
