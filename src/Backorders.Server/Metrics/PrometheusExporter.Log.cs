using Microsoft.Extensions.Logging;

namespace Backorders.Server;

internal sealed partial class PrometheusExporter
{
    [LoggerMessage(4602, LogLevel.Warning, "Some figures could not be told to whoever collects them")]
    private partial void LogNotTold(Exception failure);
}
