using System.Diagnostics;

namespace Backorders.Testing.Postgres;

/// <summary>Waits for something that another process does, and that nobody tells when it is done.</summary>
public static class Poll
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    /// <summary>Does something again and again until it is cancelled.</summary>
    public static async Task EveryAsync(Func<Task> again, CancellationToken end)
    {
        using PeriodicTimer timer = new(Every);
        while (!end.IsCancellationRequested)
        {
            await again();
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Looks until it is so; fails when it is not within the time.</summary>
    public static Task UntilAsync(Func<Task<bool>> isSo, string what, int secondsMax = 60) => UntilAsync(isSo, () => what, secondsMax);

    /// <summary>The same; what was waited for is told as it stands at the end.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what, int secondsMax = 60)
    {
        using PeriodicTimer timer = new(Every);
        long begin = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(begin).TotalSeconds > secondsMax)
            {
                throw new TimeoutException($"Waited {secondsMax} s in vain: {what()}.");
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
