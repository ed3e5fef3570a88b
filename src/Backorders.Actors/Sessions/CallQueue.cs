namespace Backorders.Actors.Sessions;

/// <summary>
/// Calls that wait for a session, in order and bounded: a full queue is an answer, not a wait. Some of them are given to whoever runs the session; those that come back
/// undecided stand at the front again.
/// </summary>
internal sealed class CallQueue(int capacity, int givenMax)
{
    private readonly LinkedList<IParked> waiting = new();
    private readonly Queue<IParked> given = new();
    private long decided;

    /// <summary>Calls that are not decided.</summary>
    public int Count => waiting.Count + given.Count;

    /// <summary>Whether nothing waits, given or not.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Puts a call at the end; false when the queue is full.</summary>
    public bool TryAdd(IParked call)
    {
        if (Count >= capacity)
        {
            return false;
        }

        waiting.AddLast(call);
        return true;
    }

    /// <summary>Puts a call at the front, full or not: it was let in before.</summary>
    public void AddFirst(IParked call) => waiting.AddFirst(call);

    /// <summary>The next call to be given; null when none waits, or as many are given as may be. Calls that were answered meanwhile, because their time was over, are left out.</summary>
    public IParked? Give()
    {
        while (given.Count < givenMax && waiting.First is { } first)
        {
            waiting.RemoveFirst();
            if (!first.Value.IsAnswered)
            {
                given.Enqueue(first.Value);
                return first.Value;
            }
        }

        return null;
    }

    /// <summary>Notes how many calls the session has decided since the beginning: the first ones given are done with.</summary>
    /// <param name="total">The session's <see cref="WarehouseSession.CallsDecided"/>.</param>
    public void NoteDecided(long total)
    {
        for (; decided < total; decided++)
        {
            given.Dequeue();
        }
    }

    /// <summary>Whoever ran the session has ended: what was given and not decided waits again, before everything else.</summary>
    public void TakeBack(long total)
    {
        NoteDecided(total);
        foreach (IParked call in given.Reverse())
        {
            waiting.AddFirst(call);
        }

        given.Clear();
    }

    /// <summary>Takes everything out.</summary>
    public IReadOnlyList<IParked> TakeAll()
    {
        IParked[] all = [.. given, .. waiting];
        given.Clear();
        waiting.Clear();
        return all;
    }
}
