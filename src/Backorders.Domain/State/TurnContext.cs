using Backorders.Domain.Actors;
using Backorders.Domain.Events;

namespace Backorders.Domain.State;

/// <summary>
/// One turn while it runs: what it knows from outside (the time), what it has decided (events, each folded into the state as it is emitted, so that the
/// next decision sees it) and the messages still to be handled. Nothing is emitted before a command's last check has passed.
/// </summary>
internal sealed class TurnContext(WarehouseState state, Instant now)
{
    private readonly Queue<Message> messages = new();
    private readonly HashSet<Message> waiting = [];

    public WarehouseState State { get; } = Begin(state, now);

    public Instant Now { get; } = now;

    public List<Event> Events { get; } = [];

    private static WarehouseState Begin(WarehouseState state, Instant now)
    {
        state.Clock.Now = now;
        state.Board.BeginTurn();
        return state;
    }

    public void Emit(Event change)
    {
        if (Events.Count == Limits.TurnEventsMax)
        {
            throw new InvalidOperationException($"The turn does not end: after {Events.Count} events comes {change}.");
        }

        Events.Add(change);
        State.Apply(change, Now);
    }

    /// <summary>Sends a message; one that waits already is not sent twice.</summary>
    public void Send(Message message)
    {
        if (waiting.Add(message))
        {
            messages.Enqueue(message);
        }
    }

    public bool TryTake(out Message message)
    {
        bool any = messages.TryDequeue(out Message? next);
        message = next!;
        return any && waiting.Remove(message);
    }
}
