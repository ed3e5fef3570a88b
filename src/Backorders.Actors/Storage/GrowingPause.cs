namespace Backorders.Actors.Storage;

/// <summary>Pauses between tries: each is twice as long as the one before it, up to a longest one.</summary>
/// <param name="first">The first pause.</param>
/// <param name="longest">The longest pause.</param>
internal sealed class GrowingPause(TimeSpan first, TimeSpan longest)
{
    private TimeSpan last;

    /// <summary>The next pause.</summary>
    public TimeSpan Next() => last = last == TimeSpan.Zero ? first : TimeSpan.FromTicks(Math.Min(last.Ticks * 2, longest.Ticks));

    /// <summary>It went well: the next pause is the first one again.</summary>
    public void Reset() => last = TimeSpan.Zero;
}
