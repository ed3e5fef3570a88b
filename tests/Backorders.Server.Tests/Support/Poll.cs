namespace Backorders.Server.Tests;

/// <summary>Waits for what other threads bring about and nobody tells.</summary>
internal static class Poll
{
    public static async Task UntilAsync(Func<bool> condition)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
