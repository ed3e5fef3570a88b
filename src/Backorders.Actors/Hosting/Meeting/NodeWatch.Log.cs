using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting.Meeting;

internal sealed partial class NodeWatch
{
    [LoggerMessage(5310, LogLevel.Warning, "Node {Node}: nodes and weights cannot be read; what was last read holds: {Reason}")]
    private partial void IsAway(string node, string reason);

    [LoggerMessage(5311, LogLevel.Information, "Node {Node}: nodes and weights can be read again")]
    private partial void IsBack(string node);

    [LoggerMessage(5312, LogLevel.Critical, "Node {Node} ends: {Reason}")]
    private partial void MustEnd(string node, string reason);

    [LoggerMessage(5313, LogLevel.Warning, "Node {Node}: its row is missing, as after a failover that lost it; it is entered again")]
    private partial void EntersAgain(string node);
}
