namespace Backorders.Actors.Storage;

/// <summary>
/// Shares one call among many callers. A call serves everybody who asked before it began. Those who ask while it is running share the next one.
/// </summary>
/// <param name="call">The call. It should have an end of its own.</param>
internal sealed class SharedCall(Func<Task> call)
{
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private Task? next;

    /// <summary>Ends, or fails, as a call that begins from now on.</summary>
    public Task JoinAsync()
    {
        lock (gate)
        {
            return next ??= RunAsync(running);
        }
    }

    private async Task RunAsync(Task before)
    {
        await Task.Yield(); // not within the caller's lock
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            (running, next) = (next!, null);
        }

        await call().ConfigureAwait(false);
    }
}
