using Microsoft.Extensions.Logging;

namespace Backorders.Server.Metrics;

internal sealed partial class PrometheusExporter
{
    [LoggerMessage(4602, LogLevel.Warning, "Some figures could not be told to whoever collects them")]
    private partial void LogNotTold(Exception failure);

    [LoggerMessage(4603, LogLevel.Warning, "{Metric} has more than {SeriesMax} series; what belongs to further ones is not told. Its tags must not name single things.")]
    private partial void LogDropped(string metric, int seriesMax);
}
