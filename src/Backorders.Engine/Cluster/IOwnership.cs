using Backorders.Domain;
using Backorders.Journal;

namespace Backorders.Engine.Cluster;

/// <summary>Decides which shards this node serves, and starts and ends their loops.</summary>
internal interface IOwnership
{
    /// <summary>Where this node stands, beyond what its loops say.</summary>
    EngineState State { get; }

    /// <summary>Why it does not serve, for a person; null when it does.</summary>
    string? Trouble { get; }

    /// <summary>Where a shard that has no loop here is served.</summary>
    ShardRoute RouteOf(int shard);

    /// <summary>Fires when a route may have changed.</summary>
    Task NextChange { get; }

    /// <summary>Begins. Returns when what this node is to serve at first is served.</summary>
    /// <exception cref="JournalException">The store cannot be used.</exception>
    /// <exception cref="InvalidOperationException">A warehouse's description was refused.</exception>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Gives everything away that others can serve, while this node still serves what is not given yet.</summary>
    Task LeaveAsync(CancellationToken cancellation);

    /// <summary>Ends all loops in order: what they took is answered. Cut short by the token.</summary>
    Task StopAsync(CancellationToken cancellation);

    /// <summary>Closes a shard to everybody. False when it is closed already.</summary>
    Task<bool> SealAsync(int shard, string why, CancellationToken cancellation);

    /// <summary>Opens a closed shard. False when it is not closed.</summary>
    Task<bool> UnsealAsync(int shard, CancellationToken cancellation);
}
