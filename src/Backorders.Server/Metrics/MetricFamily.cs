using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Backorders.Server.Metrics;

/// <summary>One instrument with its series, one for each set of tags. Tag sets are found again without making a text of them.</summary>
internal sealed class MetricFamily
{
    /// <summary>More series than this are a mistake in the instrument's tags: the rest is dropped rather than filling the memory, and <see cref="HasDropped"/> tells.</summary>
    public const int SeriesMax = 2_000;

    private static readonly double[] SecondsBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly double[] CountBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

    private readonly ConcurrentDictionary<(object? First, object? Second, string? Others), MetricSeries> series = new();
    private readonly bool adds;
    private readonly bool isAsked;
    private readonly double[]? buckets;

    public MetricFamily(Instrument instrument)
    {
        Type kind = instrument.GetType().GetGenericTypeDefinition();
        bool counter = kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>);
        bool histogram = kind == typeof(Histogram<>);
        adds = kind == typeof(Counter<>) || kind == typeof(UpDownCounter<>);
        isAsked = instrument.IsObservable;
        Type = histogram ? "histogram" : counter ? "counter" : "gauge";
        buckets = !histogram ? null : instrument.Unit == "s" ? SecondsBuckets : CountBuckets;
        Name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : string.Empty) + (counter ? "_total" : string.Empty);
        Description = instrument.Description ?? string.Empty;
    }

    /// <summary>An observable instrument reports all its series at each scrape, so series that it no longer reports are removed, such as a queue that is no longer among the deepest.</summary>
    public void BeginCollection()
    {
        if (isAsked)
        {
            series.Clear();
        }
    }

    public string Name { get; }

    public string Type { get; }

    public string Description { get; }

    /// <summary>Whether something was measured that is not told.</summary>
    public bool HasDropped { get; private set; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        (object?, object?, string?) key = (tags.Length > 0 ? tags[0].Value : null, tags.Length > 1 ? tags[1].Value : null, tags.Length > 2 ? Labels(tags[2..]) : null);
        if (!series.TryGetValue(key, out MetricSeries? found))
        {
            if (series.Count >= SeriesMax)
            {
                HasDropped = true;
                return;
            }

            found = series.GetOrAdd(key, new MetricSeries(Labels(tags), buckets));
        }

        if (buckets is not null)
        {
            found.Observe(value);
        }
        else if (adds)
        {
            found.Add(value);
        }
        else
        {
            found.Set(value);
        }
    }

    /// <summary>Whether it is a counter of which nothing was counted yet.</summary>
    public bool IsUntouched => adds && Type == "counter" && series.IsEmpty;

    /// <summary>Tells the series.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="withGoods">Whether those that name an owner or goods are told too.</param>
    public void WriteTo(StringBuilder text, bool withGoods)
    {
        foreach (MetricSeries one in series.Values.Where(s => withGoods || !s.NamesGoods).OrderBy(s => s.Labels, StringComparer.Ordinal))
        {
            one.WriteTo(text, Name);
        }
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        StringBuilder labels = new();
        foreach ((string name, object? value) in tags)
        {
            string text = Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty;
            labels.Append(labels.Length > 0 ? "," : string.Empty).Append(name.Replace('.', '_')).Append("=\"")
                .Append(text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")).Append('"');
        }

        return labels.ToString();
    }
}
