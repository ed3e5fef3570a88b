using Microsoft.Extensions.Logging;

namespace Backorders.Server.Hosting;

internal sealed partial class NodePorts
{
    [LoggerMessage(4002, LogLevel.Warning, "Some calls did not end within {Seconds} s and were cut off. What they had submitted is still carried out.")]
    private partial void LogCutOff(int seconds);

    [LoggerMessage(
        4004, LogLevel.Warning,
        "Other machines may connect to {Places} without TLS: keys, cookies and goods can be read and changed on the way. Set Listen:Certificate, or let a proxy end TLS in front.")]
    private partial void LogCleartext(string places);
}
