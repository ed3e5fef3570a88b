namespace Backorders.Actors.Port;

/// <summary>Where a warehouse's commands are carried out, as far as this node knows.</summary>
public enum RoutePlace
{
    /// <summary>By this node.</summary>
    Here = 0,

    /// <summary>By another node.</summary>
    Elsewhere = 1,

    /// <summary>By nobody at this moment: the shard is being taken, given or read, or this node is cut off from the store.</summary>
    Moving = 2,

    /// <summary>By nobody until an operator unseals the shard.</summary>
    Sealed = 3,

    /// <summary>By nobody: it is not one of this system's.</summary>
    Unknown = 4,
}
