namespace Backorders.Actors.Port;

/// <summary>Where a warehouse's commands go.</summary>
/// <param name="Place">Where.</param>
/// <param name="Shard">The warehouse's shard.</param>
/// <param name="NodeId">The owner's name, when it is elsewhere.</param>
/// <param name="Address">The owner's gRPC address, when it is elsewhere.</param>
/// <param name="Why">Why it is sealed.</param>
public sealed record ShardRoute(RoutePlace Place, int Shard, string? NodeId = null, string? Address = null, string? Why = null)
{
    /// <summary>Whether there is somebody to ask.</summary>
    public bool IsKnown => Place is RoutePlace.Here or RoutePlace.Elsewhere;
}
