namespace Backorders.Actors.Port;

/// <summary>What a shard's row says of it. The numbers are stored.</summary>
public enum ShardState
{
    /// <summary>Nobody's: whoever it is meant for may take it.</summary>
    Free = 0,

    /// <summary>A node's.</summary>
    Owned = 1,

    /// <summary>A node's that is about to give it.</summary>
    Draining = 2,

    /// <summary>Closed by an operator, or because its journal cannot be folded: nobody may take it or append to it until it is unsealed.</summary>
    Sealed = 3,
}
