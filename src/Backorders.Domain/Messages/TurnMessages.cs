namespace Backorders.Domain.Messages;

/// <summary>
/// What a turn has sent and not handed over yet, in the order in which it was sent; a message that waits already is not sent again. It is kept from turn to turn because every turn needs one;
/// each begins with none.
/// </summary>
internal sealed class TurnMessages
{
    private readonly Queue<Message> queue = new();
    private readonly HashSet<Message> waiting = [];

    public int Count => queue.Count;

    public void Send(Message message)
    {
        if (waiting.Add(message))
        {
            queue.Enqueue(message);
        }
    }

    /// <summary>The next one; from then on it may be sent again. Null when there is none.</summary>
    public Message? Take()
    {
        if (!queue.TryDequeue(out Message? next))
        {
            return null;
        }

        waiting.Remove(next);
        return next;
    }

    /// <summary>A turn begins: what a refused command has sent is gone.</summary>
    public void Clear()
    {
        queue.Clear();
        waiting.Clear();
    }
}
