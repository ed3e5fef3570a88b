namespace Backorders.Actors.Hosting.Arbitration;

/// <summary>Who asks for a lease: one start of a node. Akka names the owner by its address alone, which the next start of the node has too.</summary>
/// <param name="Address">The node's address.</param>
/// <param name="Incarnation">Which start of it.</param>
public sealed record LeaseOwner(string Address, long Incarnation)
{
    /// <summary>As it stands in the row.</summary>
    public override string ToString() => $"{Address}#{Incarnation}";
}
