using Microsoft.Extensions.Logging;

namespace Backorders.Server.Hosting;

internal sealed partial class NodePorts
{
    [LoggerMessage(4002, LogLevel.Warning, "Some calls did not end within {Seconds} s and were cut off. What they had submitted is still carried out.")]
    private partial void LogCutOff(int seconds);
}
