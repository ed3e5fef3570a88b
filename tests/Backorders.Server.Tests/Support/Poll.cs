namespace Backorders.Server.Tests;

/// <summary>Waits for what other threads bring about and nobody tells.</summary>
internal static class Poll
{
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static Task UntilAsync(Func<Task<bool>> condition) => UntilAsync(condition, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(20));

    /// <summary>For a look that takes something itself, which must be given back before the next.</summary>
    public static Task UntilSeldomAsync(Func<Task<bool>> condition) => UntilAsync(condition, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60));

    private static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan every, TimeSpan most)
    {
        using PeriodicTimer timer = new(every);
        using CancellationTokenSource patience = new(most);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
