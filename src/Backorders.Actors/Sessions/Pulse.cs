namespace Backorders.Actors.Sessions;

/// <summary>
/// Tells any number of waiters that something has changed. Take <see cref="Next"/> first, then look, then wait: a change in between is not missed.
/// </summary>
internal sealed class Pulse
{
    private TaskCompletionSource? next;

    public Task Next
    {
        get
        {
            TaskCompletionSource? current = Volatile.Read(ref next);
            if (current is null)
            {
                TaskCompletionSource made = new(TaskCreationOptions.RunContinuationsAsynchronously);
                current = Interlocked.CompareExchange(ref next, made, null) ?? made;
            }

            return current.Task;
        }
    }

    public void Fire()
    {
        // The exchange is a full fence: what was written before is seen by whoever takes the next pulse.
        Interlocked.Exchange(ref next, null)?.TrySetResult();
    }
}
