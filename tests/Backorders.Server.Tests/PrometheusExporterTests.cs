using System.Diagnostics.Metrics;
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

    private static long BrokenGauge() => throw new InvalidOperationException("It is being stopped.");
}
