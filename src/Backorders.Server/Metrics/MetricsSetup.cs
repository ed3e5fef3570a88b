using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Metrics;

/// <summary>Instruments of the node itself, and what writes all of them.</summary>
internal static class MetricsSetup
{
    public static IServiceCollection AddNodeMetrics(this IServiceCollection services) =>
        services.AddSingleton<ServerInstruments>().AddSingleton<LimitInstruments>().AddSingleton<PrometheusExporter>().AddSingleton<ClusterGauges>().AddSingleton<FigureGauges>();
}
