namespace Backorders.Actors.Hosting.Sharding;

/// <summary>
/// Tells a warehouse that its shard moves to another node: it takes nothing more, lets what is under way become durable, answers it, and stops
/// itself. A poison pill in its
/// place would overtake what waits to be persisted. It never leaves the node.
/// </summary>
public sealed class HandOff : Akka.Actor.INoSerializationVerificationNeeded
{
    private HandOff()
    {
    }

    /// <summary>The one.</summary>
    public static HandOff Instance { get; } = new();

    /// <summary>Its name.</summary>
    public override string ToString() => nameof(HandOff);
}
