using Backorders.Actors.Hosting.Meeting;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting;

/// <summary>How a node's warehouses take their place among other nodes.</summary>
/// <param name="IsShared">Whether other nodes may share the store.</param>
/// <param name="Parts">What the node's actor system is made of; asked for at the start, when it is known where the node listens.</param>
public sealed record NodeSeat(bool IsShared, Func<NodeParts> Parts)
{
    /// <summary>A node that shares its store with nobody.</summary>
    public static NodeSeat Alone(ILoggerFactory logs, TimeProvider time) => new(false, () => NodeParts.Alone(new ClusterNodeOptions(), logs, time));
}
