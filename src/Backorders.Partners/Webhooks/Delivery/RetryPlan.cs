using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Webhooks.Delivery;

/// <summary>
/// When a delivery is tried again: the wait doubles from try to try and is drawn between half and the whole of it, so that receivers that came down together
/// are not all called together.
/// </summary>
/// <param name="options">First and longest wait.</param>
/// <param name="chance">Draws from 0 to below 1.</param>
internal sealed class RetryPlan(WebhookOptions options, Func<double> chance)
{
    /// <summary>Twice as often would be beyond any limit, and 2 to the power of it still fits.</summary>
    private const int DoublingsMax = 40;

    /// <summary>The wait after a number of tries. What the receiver asks for counts when it is longer, up to the longest wait.</summary>
    public TimeSpan WaitAfter(int attempts, TimeSpan? asked)
    {
        double longest = options.RetrySecondsMax * 1_000.0;
        double whole = Math.Min(options.FirstRetryMilliseconds * Math.Pow(2, Math.Min(attempts - 1, DoublingsMax)), longest);
        double drawn = whole * (0.5 + chance() / 2);
        return TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(drawn, Math.Min(asked?.TotalMilliseconds ?? 0, longest))));
    }
}
