using System.Diagnostics.Metrics;
using Backorders.Server.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Server.Tests;

public sealed class PrometheusExporterTests
{
    [Fact]
    public void GaugeThatCannotTell_CostsNobodyTheRest()
    {
        using PrometheusExporter exporter = new(NullLogger<PrometheusExporter>.Instance);
        using Meter meter = new("Backorders.ExporterTest");
        meter.CreateObservableGauge("exporter_test.broken", BrokenGauge);
        meter.CreateObservableGauge("exporter_test.whole", () => 7L);

        string told = exporter.Write();

        Assert.Contains("\nexporter_test_whole 7\n", told, StringComparison.Ordinal);
        Assert.DoesNotContain("\nexporter_test_broken ", told, StringComparison.Ordinal);
    }

    [Fact]
    public void SeriesBeyondTheLimit_AreNotToldAndThatIsSaidOnce()
    {
        using CapturedLog log = new();
        using LoggerFactory loggers = new([log]);
        using PrometheusExporter exporter = new(loggers.CreateLogger<PrometheusExporter>());
        using Meter meter = new("Backorders.ExporterTest");
        Counter<long> counter = meter.CreateCounter<long>("exporter_test.counted");
        for (int i = 0; i < MetricFamily.SeriesMax; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("thing", i));
        }

        exporter.Write();
        Assert.DoesNotContain(log.Entries, e => e.EventId == 4603);
        counter.Add(1, new KeyValuePair<string, object?>("thing", "one too many"));
        string told = exporter.Write() + exporter.Write();

        Assert.DoesNotContain("one too many", told, StringComparison.Ordinal);
        Assert.Contains("exporter_test_counted_total", Assert.Single(log.Entries, e => e.EventId == 4603).Text, StringComparison.Ordinal);
    }

    private static long BrokenGauge() => throw new InvalidOperationException("It is being stopped.");
}
