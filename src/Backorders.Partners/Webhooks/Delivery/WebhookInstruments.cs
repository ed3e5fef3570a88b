using System.Diagnostics.Metrics;
using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Webhooks.Delivery;

/// <summary>What deliveries count and measure; meter <see cref="MeterName"/>. Tags name endpoints, of which each owner has a limited number.</summary>
public sealed class WebhookInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Backorders.Webhooks";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> tries;
    private readonly Counter<long> decisions;
    private readonly Counter<long> setAside;
    private readonly Histogram<double> duration;

    /// <summary>Makes the instruments.</summary>
    public WebhookInstruments()
    {
        tries = meter.CreateCounter<long>("backorders.webhooks.tries", "{try}", "Tries to deliver, by endpoint and outcome.");
        decisions = meter.CreateCounter<long>("backorders.webhooks.delivered", "{decision}", "Decisions that were taken, by endpoint.");
        setAside = meter.CreateCounter<long>("backorders.webhooks.dead_letters", "{decision}", "Decisions that were set aside as dead letters, by endpoint.");
        duration = meter.CreateHistogram<double>("backorders.webhooks.answer", "s", "Time of a try until it was answered or given up, by outcome.");
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    internal void Observe(Func<IEnumerable<Measurement<long>>> lag, Func<IEnumerable<Measurement<long>>> suspended)
    {
        meter.CreateObservableGauge("backorders.webhooks.lag", lag, "{decision}", "Decisions that an endpoint has not been told of yet, its slowest warehouse.");
        meter.CreateObservableGauge("backorders.webhooks.suspended", suspended, "{endpoint}", "Endpoints that get nothing, by reason.");
    }

    internal void Tried(string endpoint, SendResult result, int count)
    {
        KeyValuePair<string, object?> of = new("endpoint", endpoint);
        KeyValuePair<string, object?> outcome = new("outcome", NameOf(result.Outcome));
        tries.Add(1, of, outcome);
        duration.Record(result.Duration.TotalSeconds, outcome);
        if (result.Outcome == DeliveryOutcome.Delivered)
        {
            decisions.Add(count, of);
        }
    }

    internal void SetAside(string endpoint) => setAside.Add(1, new KeyValuePair<string, object?>("endpoint", endpoint));

    private static string NameOf(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Delivered => "delivered",
        DeliveryOutcome.Failed => "failed",
        DeliveryOutcome.Rejected => "rejected",
        DeliveryOutcome.Gone => "gone",
        DeliveryOutcome.NotAllowed => "not_allowed",
        _ => "unknown",
    };
}
