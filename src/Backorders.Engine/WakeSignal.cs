using System.Threading.Tasks.Sources;

namespace Backorders.Engine;

/// <summary>
/// Wakes one waiter. Signals that come while nobody waits are remembered as one. Setting never runs the waiter on the setter's thread, and allocates nothing.
/// </summary>
internal sealed class WakeSignal : IValueTaskSource
{
    private const int idle = 0;
    private const int signaled = 1;
    private const int waiting = 2;

    private ManualResetValueTaskSourceCore<bool> core = new() { RunContinuationsAsynchronously = true };
    private int state;

    public void Set()
    {
        while (true)
        {
            int was = Volatile.Read(ref state);
            if (was == signaled)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref state, was == waiting ? idle : signaled, was) == was)
            {
                if (was == waiting)
                {
                    core.SetResult(true);
                }

                return;
            }
        }
    }

    /// <summary>For one waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        core.Reset();
        if (Interlocked.CompareExchange(ref state, waiting, idle) == idle)
        {
            return new ValueTask(this, core.Version);
        }

        Volatile.Write(ref state, idle);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
