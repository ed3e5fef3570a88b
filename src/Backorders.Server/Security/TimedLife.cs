namespace Backorders.Server.Security;

/// <summary>The life of what has its end in itself, as a token or a certificate has. Thread-safe.</summary>
/// <param name="ends">When it is over.</param>
/// <param name="time">What it runs out by.</param>
internal abstract class TimedLife(DateTimeOffset ends, TimeProvider time) : CallerLife
{
    /// <summary>A timer's longest wait is about 49 days; tokens and certificates may be good for longer.</summary>
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource over = new(); // not disposed of: a stream that ends may still listen to it
    private ITimer? timer;

    /// <summary>Fires when it is over. Only what asks for this costs a timer, so calls of one request cost none.</summary>
    public override CancellationToken Over
    {
        get
        {
            lock (gate)
            {
                timer ??= time.CreateTimer(static life => ((TimedLife)life!).Look(), this, Wait(), Timeout.InfiniteTimeSpan);
            }

            return over.Token;
        }
    }

    /// <inheritdoc/>
    public override string? WhyOver(DateTimeOffset now) => now >= ends ? RanOut(ends) : null;

    private TimeSpan Wait()
    {
        TimeSpan left = ends - time.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < LookAgainAfter ? left : LookAgainAfter;
    }

    private void Look()
    {
        if (time.GetUtcNow() >= ends)
        {
            timer?.Dispose();
            _ = over.CancelAsync();
            return;
        }

        lock (gate)
        {
            timer?.Change(Wait(), Timeout.InfiniteTimeSpan);
        }
    }
}
