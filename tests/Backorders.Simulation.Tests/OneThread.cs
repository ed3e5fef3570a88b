using Backorders.Testing;

namespace Backorders.Simulation.Tests;

/// <summary>
/// A world with one thread: everything that could run next waits here, and the seed says what does. Code that awaits comes back here, so the order in which
/// concurrent things happen is the seed's and nobody else's.
/// </summary>
internal sealed class OneThread(SeededRandom random) : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Callback, object? State)> ready = [];
    private readonly int owner = Environment.CurrentManagedThreadId;

    public bool IsIdle => ready.Count == 0;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != owner)
        {
            throw new InvalidOperationException("Something came back from a thread outside the simulation: its order is not the seed's.");
        }

        ready.Add((d, state));
    }

    /// <summary>Runs one of the things that could run next.</summary>
    public void Step()
    {
        int which = random.Next(ready.Count);
        (SendOrPostCallback callback, object? state) = ready[which];
        ready.RemoveAt(which);
        callback(state);
    }
}
