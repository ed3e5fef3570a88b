using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting;

public sealed partial class NodeActors
{
    [LoggerMessage(5330, LogLevel.Information, "Node {Node} is a member at {Address}, of a cluster of {Members}")]
    private partial void IsMember(string node, string address, int members);

    [LoggerMessage(5331, LogLevel.Critical, "Node {Node} ended ({End}): {Reason}. Its host must stop, and be started again")]
    private partial void HasEnded(string node, NodeEnd end, string reason);

    [LoggerMessage(5332, LogLevel.Warning, "Node {Node} could not say that it ended; others see it fall silent: {Reason}")]
    private partial void NotLeft(string node, string reason);
}
