namespace Backorders.Engine.Tests.Cluster;

/// <summary>One thread for everything that a test awaits: when nothing is left to run, whoever waits for that goes on. So nothing depends on the machine.</summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = [];
    private readonly int owner = Environment.CurrentManagedThreadId;
    private TaskCompletionSource? idle;

    /// <summary>Runs a test to its end on this thread.</summary>
    public static void Run(Func<Pump, Task> test)
    {
        SynchronizationContext? outside = Current;
        Pump pump = new();
        SetSynchronizationContext(pump);
        try
        {
            Task running = test(pump);
            while (!running.IsCompleted)
            {
                pump.Step();
            }

            running.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outside);
        }
    }

    /// <summary>Ends when nothing is left to run.</summary>
    public Task WhenIdle() => (idle ??= new TaskCompletionSource()).Task;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != owner)
        {
            throw new InvalidOperationException("Something came back from another thread: its order is the machine's.");
        }

        ready.Enqueue((d, state));
    }

    private void Step()
    {
        if (ready.TryDequeue(out (SendOrPostCallback Callback, object? State) next))
        {
            next.Callback(next.State);
            return;
        }

        TaskCompletionSource waiter = idle ?? throw new InvalidOperationException("The test waits for something that can never happen.");
        idle = null;
        waiter.SetResult();
    }
}
