using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Metrics;

/// <summary>Collects what the meters of this system measure and tells it in Prometheus' text format (version 0.0.4).</summary>
internal sealed partial class PrometheusExporter : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const string MeterPrefix = "Backorders.";

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricFamily> families = new();
    private readonly ConcurrentDictionary<string, bool> complained = new(StringComparer.Ordinal);
    private readonly ILogger logger;

    public PrometheusExporter(ILogger<PrometheusExporter> logger)
    {
        this.logger = logger;
        listener.InstrumentPublished = (instrument, target) =>
        {
            if (instrument.Meter.Name.StartsWith(MeterPrefix, StringComparison.Ordinal))
            {
                target.EnableMeasurementEvents(instrument, families.GetOrAdd(instrument, static i => new MetricFamily(i)));
            }
        };
        listener.MeasurementsCompleted = (instrument, _) => families.TryRemove(instrument, out MetricFamily? _);
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.Start();
    }

    /// <summary>Everything measured so far.</summary>
    /// <param name="withGoods">Whether series that name an owner or goods are told too.</param>
    public string Write(bool withGoods = true)
    {
        foreach (MetricFamily family in families.Values)
        {
            family.BeginCollection();
        }

        try
        {
            listener.RecordObservableInstruments();
        }
        catch (AggregateException e)
        {
            // All others were asked: one that cannot tell, such as that of a part which is just being stopped, costs nobody the rest.
            LogNotTold(e);
        }

        StringBuilder text = new();
        foreach (IGrouping<string, MetricFamily> same in families.Values.GroupBy(f => f.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            MetricFamily first = same.First();
            text.Append(CultureInfo.InvariantCulture, $"# HELP {first.Name} {first.Description}\n# TYPE {first.Name} {first.Type}\n");
            if (same.All(f => f.IsUntouched))
            {
                // From nothing to one is no increase to whoever compares two collections: the first fault would go unseen.
                text.Append(first.Name).Append(" 0\n");
            }

            foreach (MetricFamily family in same)
            {
                family.WriteTo(text, withGoods);
            }

            // Once for each: a collector comes by every few seconds.
            if (same.Any(f => f.HasDropped) && complained.TryAdd(first.Name, true))
            {
                LogDropped(first.Name, MetricFamily.SeriesMax);
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();
}
