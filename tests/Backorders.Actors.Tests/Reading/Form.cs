namespace Backorders.Actors.Tests.Reading;

/// <summary>Where a follower learns of turns.</summary>
public enum Form
{
    /// <summary>From the ring of the node that serves the warehouse.</summary>
    Ring,

    /// <summary>From the store, woken by somebody who says that turns are durable.</summary>
    Store,
}
