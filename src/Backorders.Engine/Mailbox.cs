using System.Diagnostics.CodeAnalysis;

namespace Backorders.Engine;

/// <summary>
/// What waits for a shard's loop: first in, first out, bounded. A full mailbox says so at once. <see cref="Count"/> may be read by anybody; it is
/// stale when it has been read, which only ever shows as a refusal too many or one late, never as a place too many.
/// </summary>
internal sealed class Mailbox(int capacity, WakeSignal wake)
{
    private readonly Lock gate = new();
    private readonly Queue<object> items = new();
    private bool closed;
    private bool ended;

    public int Count
    {
        get
        {
            lock (gate)
            {
                return items.Count;
            }
        }
    }

    /// <summary>Puts an item at the end. Says whether there was room, and whether the mailbox still takes any.</summary>
    public (bool Added, bool Closed) TryAdd(object item)
    {
        lock (gate)
        {
            if (closed || items.Count >= capacity)
            {
                return (false, closed);
            }

            items.Enqueue(item);
        }

        wake.Set();
        return (true, false);
    }

    /// <summary>Puts an item of the engine's own at the end, full or closed; false when nobody will ever take it.</summary>
    public bool TryAddOwn(object item)
    {
        lock (gate)
        {
            if (ended)
            {
                return false;
            }

            items.Enqueue(item);
        }

        wake.Set();
        return true;
    }

    public bool TryTake([NotNullWhen(true)] out object? item)
    {
        lock (gate)
        {
            return items.TryDequeue(out item);
        }
    }

    /// <summary>Takes nothing more from anybody; what is there is still to be taken out.</summary>
    public void End()
    {
        lock (gate)
        {
            closed = true;
            ended = true;
        }
    }

    /// <summary>Takes no more from outside.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }

        wake.Set();
    }
}
