namespace Backorders.Testing;

/// <summary>A place where the code under test stops until the test lets it go on: both sides wait for an event, never for a time.</summary>
public sealed class SyncPoint
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the code under test has come here.</summary>
    public Task Reached => reached.Task;

    /// <summary>Lets the code under test go on.</summary>
    public void Release() => released.TrySetResult();

    /// <summary>Called by the code under test.</summary>
    public Task PassAsync()
    {
        reached.TrySetResult();
        return released.Task;
    }
}
