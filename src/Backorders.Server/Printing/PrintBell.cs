namespace Backorders.Server.Printing;

/// <summary>Wakes the attendances of this node when a job was added here.</summary>
internal sealed class PrintBell
{
    private TaskCompletionSource next = New();

    /// <summary>Ends when the bell is rung next. To be asked for before the store is looked at, so that nothing is missed between.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <summary>Rings.</summary>
    public void Ring() => Interlocked.Exchange(ref next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
