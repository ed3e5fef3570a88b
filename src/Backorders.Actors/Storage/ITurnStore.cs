namespace Backorders.Actors.Storage;

/// <summary>
/// Where warehouses' turns are stored. It is opened once by a node: opening checks all that would make it unsafe to serve from it, and an actor system with
/// <see cref="Settings"/> then persists into it. It outlives that actor system.
/// </summary>
public interface ITurnStore : IAsyncDisposable
{
    /// <summary>What the actor system is given.</summary>
    JournalSettings Settings { get; }

    /// <summary>Reads the same rows without an actor system.</summary>
    ITurnRows Rows { get; }

    /// <summary>Which shards are closed for writing.</summary>
    IShardSeals Seals { get; }

    /// <summary>Whether this node may answer by what it has in memory, and which shards other nodes have closed.</summary>
    StoreWatch Watch { get; }

    /// <summary>
    /// Returns when whatever could be read before the call is as durable as a row whose write was acknowledged. A row may be readable and not yet be so: on PostgreSQL one whose
    /// write was not confirmed by the standby can still be lost in a failover. Whoever read rows to learn what was stored calls this before it answers by them.
    /// </summary>
    /// <exception cref="JournalUnavailableException">It is not known.</exception>
    ValueTask ConfirmAsync(CancellationToken cancellation);

    /// <summary>
    /// What a failed write means, for a person and for whoever has to decide what comes next. What another warehouse's row is refused for is never the cause.
    /// </summary>
    StoreFailure Explain(Exception cause);
}
