namespace Backorders.Server.Edge;

/// <summary>
/// The streams that are open, and their end at a shutdown. They end before Kestrel is told to stop: it closes a connection as soon as the last call on it is over, and may do so
/// before what that call said last has left. Thread-safe.
/// </summary>
internal sealed class OpenStreams : IDisposable
{
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

    /// <summary>Ends them all. Returns when they are over.</summary>
    /// <exception cref="OperationCanceledException">Patience is at an end before they are.</exception>
    public async Task EndAsync(CancellationToken patience)
    {
        Task over;
        lock (gate)
        {
            empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (count == 0)
            {
                empty.TrySetResult();
            }

            over = empty.Task;
        }

        await ending.CancelAsync().ConfigureAwait(false);
        await over.WaitAsync(patience).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => ending.Dispose();
}
