using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting.Meeting;

internal sealed partial class Joining
{
    [LoggerMessage(5300, LogLevel.Information,
        "Node {Node}: an earlier start of it still has its place; waiting up to {Seconds:0} s for that to end")]
    private partial void WaitingForEarlierStart(string node, double seconds);

    [LoggerMessage(5301, LogLevel.Information, "Node {Node} joins the seeds {Seeds}")]
    private partial void JoiningSeeds(string node, string seeds);

    [LoggerMessage(5302, LogLevel.Information, "Node {Node} joins the members at {Members}")]
    private partial void JoiningMembers(string node, string members);

    [LoggerMessage(5303, LogLevel.Information, "Node {Node} begins the cluster at {Address}: nobody else lives")]
    private partial void Beginning(string node, string address);

    [LoggerMessage(5304, LogLevel.Warning, "Node {Node}: the other nodes cannot be read yet: {Reason}")]
    private partial void NotReadable(string node, string reason);
}
