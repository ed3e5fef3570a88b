namespace Backorders.Journal.Sqlite;

/// <summary>The one thread that touches the database. Work is done in the order in which it was handed over.</summary>
internal sealed class StoreThread
{
    private readonly Queue<IStoreWork> queue = new();
    private readonly Thread thread;
    private readonly Action<IStoreWork> perform;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool closed;

    /// <param name="name">For debuggers.</param>
    /// <param name="perform">Does one piece of work and reports its end; must not throw.</param>
    public StoreThread(string name, Action<IStoreWork> perform)
    {
        this.perform = perform;
        thread = new(Run) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>Ends when the thread has ended.</summary>
    public Task Ended => ended.Task;

    /// <summary>Hands over work; false when the thread takes no more.</summary>
    public bool TryAdd(IStoreWork work)
    {
        lock (queue)
        {
            if (closed)
            {
                return false;
            }

            queue.Enqueue(work);
            if (queue.Count == 1)
            {
                Monitor.Pulse(queue);
            }

            return true;
        }
    }

    /// <summary>On the thread: takes the next piece of work along, if it is of a kind.</summary>
    public T? TakeNext<T>()
        where T : class, IStoreWork
    {
        lock (queue)
        {
            if (queue.TryPeek(out IStoreWork? next) && next is T wanted)
            {
                queue.Dequeue();
                return wanted;
            }

            return null;
        }
    }

    /// <summary>Takes no more work; what was handed over is still done.</summary>
    public void Close()
    {
        lock (queue)
        {
            closed = true;
            Monitor.Pulse(queue);
        }
    }

    private void Run()
    {
        while (Next() is { } work)
        {
            perform(work);
        }

        ended.SetResult();
    }

    private IStoreWork? Next()
    {
        lock (queue)
        {
            while (queue.Count == 0)
            {
                if (closed)
                {
                    return null;
                }

                Monitor.Wait(queue);
            }

            return queue.Dequeue();
        }
    }
}
