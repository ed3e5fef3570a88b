using Backorders.Domain.ActorData;
using Backorders.Domain.Actors;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

/// <summary>
/// One turn while it runs: what it knows from outside (the time), what it has decided (events, each folded into the state as it is emitted, so that the
/// next decision sees it) and the messages still to be handled. Nothing is emitted before a command's last check has passed.
/// </summary>
internal sealed class TurnContext(WarehouseState state, Instant now) : ITurn
{
    private List<Message>? last;

    public WarehouseState State { get; } = Begin(state, now);

    public Instant Now { get; } = now;

    public List<Event> Events { get; } = [];

    public PromiseCause Cause { get; private set; }

    public Dictionary<LineKey, int> LostCover => field ??= [];

    public Policy Policy => State.Policy;

    public TimeZoneInfo Zone => State.Zone;

    public Agenda Agenda => State.Agenda;

    public TaskId NextTask => new(State.Board.LastTaskId + 1);

    public Policy PolicyOf(OwnerId owner) => State.PolicyOf(owner);

    public Ranking RankingOf(OwnerId owner) => State.RankingOf(owner);

    public TimeSpan? LatenessOf(OwnerId owner, string supplier) => State.Lateness.Of(owner, supplier);

    public Item? FindItem(SkuKey key) => State.FindItem(key);

    public SkuData? FindSku(SkuKey key) => State.FindSku(key);

    public ExpectedSupply? ShipmentOf(SkuData item) => State.SupplyOf(item, item.Origin.Receipt) is { Shipment.IsOpen: true } supply ? supply : null;

    public BackorderLine? FindLine(LineKey key) => State.FindLine(key);

    public void Emit(Event change)
    {
        if (Events.Count == Limits.TurnEventsMax)
        {
            throw new InvalidOperationException($"The turn does not end: after {Events.Count} events comes {change}.");
        }

        Events.Add(change);
        Cause = Cause == PromiseCause.None ? Causes.Of(change) : Cause; // one for the whole turn: that of what began it
        State.Apply(change, Now);
    }

    public void Send(Message message) => State.Messages.Send(message);

    public void SendLast(Message message) => (last ??= []).Add(message);

    /// <summary>Hands a message to its actor now, before those that were sent. One whose actor is gone has no effect.</summary>
    public void Deliver(Message message)
    {
        switch (message)
        {
            case SkuMessage m: State.FindSku(m.Item)?.Receive(m, this); break;
            case OrderMessage m: State.FindOrder(m.Order)?.Receive(m, this); break;
            case InboundMessage m: State.FindInbound(m.Asn)?.Receive(m, this); break;
            case BoardMessage m: State.Board.Receive(m, this); break;
            default: throw new ArgumentOutOfRangeException(nameof(message), message, "Nobody answers to it.");
        }
    }

    /// <summary>
    /// Hands the messages that were sent to their actors, in the order in which they were sent, until nobody has anything more to say. Then what changed is planned
    /// anew; when that has somebody look for units, or give some up, it goes on.
    /// </summary>
    public void DeliverAll()
    {
        Planner planner = new(this);
        do
        {
            while (State.Messages.Take() is { } message)
            {
                Deliver(message);
            }

            planner.UpdateCover(State.Plans.Take());
        }
        while (State.Messages.Count > 0 || !planner.IsSettled(State.Plans));

        planner.TellAll();
        last?.ForEach(Deliver);
        State.Plans.Clear(); // customers were told, and nothing is planned otherwise by that
    }

    private static WarehouseState Begin(WarehouseState state, Instant now)
    {
        state.Clock.Now = now;
        state.Board.BeginTurn();
        state.Messages.Clear();
        state.Plans.BeginTurn(); // without what a replay has put there
        return state;
    }
}
