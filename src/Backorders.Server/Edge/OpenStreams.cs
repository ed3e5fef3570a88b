using Backorders.Server.Common;

namespace Backorders.Server.Edge;

/// <summary>
/// The streams that are open, and their end at a shutdown. They end before Kestrel is told to stop: it closes a connection as soon as the last call on it is over, and may do so
/// before what that call said last has left. Thread-safe.
/// </summary>
internal sealed class OpenStreams(NodeClock clock) : IDisposable
{
    /// <summary>
    /// The time that clients get to read the end of their streams before their connections close. A server cannot know when they have read it. If the connection closes earlier while the
    /// call's sending side is open, .NET's HTTP client reports a fault and its caller gets INTERNAL.
    /// </summary>
    private static readonly TimeSpan heardWithin = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource ending = new();
    private TaskCompletionSource? empty;
    private int count;

    /// <summary>Fires when the node stops: streams end with UNAVAILABLE.</summary>
    public CancellationToken Ending => ending.Token;

    /// <summary>A stream begins.</summary>
    public void Enter()
    {
        lock (gate)
        {
            count++;
        }
    }

    /// <summary>A stream is over, and all that it said has been sent.</summary>
    public void Leave()
    {
        lock (gate)
        {
            if (--count == 0)
            {
                empty?.TrySetResult();
            }
        }
    }

    /// <summary>Ends them all. Returns when they are over, and their clients had a moment to hear it.</summary>
    /// <exception cref="OperationCanceledException">Patience is at an end before they are.</exception>
    public async Task EndAsync(CancellationToken patience)
    {
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isEmpty;
        lock (gate)
        {
            isEmpty = count == 0;
            empty = over;
        }

        await ending.CancelAsync().ConfigureAwait(false);
        if (!isEmpty)
        {
            await over.Task.WaitAsync(patience).ConfigureAwait(false);
            await Task.Delay(heardWithin, clock.Waiting, patience).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ending.Dispose();
}
