namespace Backorders.Actors.Port;

/// <summary>Who serves a shard, for operators.</summary>
public enum ShardState
{
    /// <summary>No node serves it, as far as the node that answers knows.</summary>
    Free = 0,

    /// <summary>A node serves it.</summary>
    Owned = 1,

    /// <summary>A node serves it that is draining: the shard is about to move.</summary>
    Draining = 2,

    /// <summary>An operator closed it: nothing can be stored for its warehouses until it is unsealed.</summary>
    Sealed = 3,
}
