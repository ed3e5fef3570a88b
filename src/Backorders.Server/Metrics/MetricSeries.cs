using System.Globalization;
using System.Text;

namespace Backorders.Server.Metrics;

/// <summary>The values of one instrument for one set of tags.</summary>
internal sealed class MetricSeries(string labels, double[]? buckets)
{
    private readonly Lock gate = new();
    private readonly long[] counts = new long[(buckets?.Length ?? 0) + 1];
    private double sum;

    public string Labels { get; } = labels;

    /// <summary>Whether it names an owner or goods, which not everybody who can reach the page may know. A quote within a value is escaped, so a value cannot look like a label.</summary>
    public bool NamesGoods { get; } = labels.Contains("owner=\"", StringComparison.Ordinal) || labels.Contains("sku=\"", StringComparison.Ordinal)
        || labels.Contains("order_no=\"", StringComparison.Ordinal);

    public void Add(double value)
    {
        lock (gate)
        {
            sum += value;
        }
    }

    public void Set(double value)
    {
        lock (gate)
        {
            sum = value;
        }
    }

    public void Observe(double value)
    {
        int bucket = 0;
        while (bucket < buckets!.Length && value > buckets[bucket])
        {
            bucket++;
        }

        lock (gate)
        {
            counts[bucket]++;
            sum += value;
        }
    }

    public void WriteTo(StringBuilder text, string name)
    {
        lock (gate)
        {
            if (buckets is null)
            {
                Line(text, name, string.Empty, sum);
                return;
            }

            long total = 0;
            for (int i = 0; i < counts.Length; i++)
            {
                total += counts[i];
                string bound = i < buckets.Length ? buckets[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                Line(text, name + "_bucket", $"le=\"{bound}\"", total);
            }

            Line(text, name + "_sum", string.Empty, sum);
            Line(text, name + "_count", string.Empty, total);
        }
    }

    private void Line(StringBuilder text, string name, string extra, double value)
    {
        string all = Labels.Length > 0 && extra.Length > 0 ? $"{Labels},{extra}" : Labels + extra;
        text.Append(name).Append(all.Length > 0 ? "{" + all + "}" : string.Empty).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}
