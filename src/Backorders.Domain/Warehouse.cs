// A receipt comes from Sessions/WarehouseSession.Turns.cs and goes on in Handlers/ReceivingHandler.cs.
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Handlers;
using Backorders.Domain.Ids;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain;

/// <summary>
/// One building: the actors that live in it and the only door to them. A command and all the messages that it sets off are one turn, which is pure,
/// synchronous and deterministic: time and ids come in, events go out, and the state is the fold of these events.
/// </summary>
/// <remarks>
/// Not thread-safe: a warehouse has one writer. What a warehouse can be asked without changing it is in <c>Warehouse.Queries.cs</c>, its snapshots in
/// <c>Warehouse.Snapshot.cs</c>.
/// </remarks>
public sealed partial class Warehouse
{
    private readonly WarehouseState state = new();

    /// <summary>An empty building, to be described by <see cref="OpenWarehouse"/> or by replaying its events.</summary>
    public Warehouse(WarehouseId id) => Id = id;

    /// <summary>Which building.</summary>
    public WarehouseId Id { get; }

    /// <summary>The rules that decide now for owners that have none of their own, and for the building and its people.</summary>
    public Policy Policy => state.Policy;

    /// <summary>The rules that decide now for an owner's goods.</summary>
    public Policy PolicyOf(OwnerId owner) => state.PolicyOf(owner);

    /// <summary>Whether the building was ever described.</summary>
    public bool IsOpen => state.Lanes.Count > 0;

    /// <summary>When the next lease, hold or date falls due: then <see cref="AdvanceTime"/> must be executed. <see cref="Instant.Never"/> when nothing does.</summary>
    public Instant NextDue => state.Board.NextExpiry < state.Agenda.NextDue ? state.Board.NextExpiry : state.Agenda.NextDue;

    /// <summary>Lines and sums that plans have looked at one by one since the building was loaded: what planning costs, as a number that is the same on every machine.</summary>
    internal long PlanLooks => state.Plans.Looks;

    /// <summary>Carries out a command, or refuses it and changes nothing.</summary>
    /// <param name="command">What is asked.</param>
    /// <param name="now">The time of the decision; must not be earlier than that of any turn before.</param>
    /// <returns>The refusal, or the events; they are part of the state already and must be stored before anybody is told.</returns>
    /// <exception cref="Exception">Anything thrown is a fault of this code: the state may be half changed and must be thrown away.</exception>
    public Turn Execute(Command command, Instant now)
    {
        TurnContext turn = new(state, now);
        if (Dispatch(command, turn) is { } refused)
        {
            return turn.Events.Count == 0
                ? Turn.Refuse(refused)
                : throw new InvalidOperationException($"{command.GetType().Name} was refused ({refused.Reason}) after it had changed something.");
        }

        turn.DeliverAll();
        return turn.Events.Count == 0 ? Turn.Nothing : new Turn(null, turn.Events) { BecameReady = state.Board.BecameReady(), Relieved = state.Board.Relieved() };
    }

    /// <summary>Folds a stored event into the state.</summary>
    /// <param name="change">The event.</param>
    /// <param name="at">The time of its turn.</param>
    /// <exception cref="InvalidOperationException">The event does not fit: the journal was not written by this history.</exception>
    public void Apply(Event change, Instant at) => state.Apply(change, at);

    private Refused? Dispatch(Command command, TurnContext turn)
    {
        if (!IsOpen && command is not OpenWarehouse)
        {
            return Refused.Because(Refusal.UnknownWarehouse, $"Warehouse {Id} was never opened. Add it to the node's warehouses.", ("warehouse", Id));
        }

        return command switch
        {
            Receive c => ReceivingHandler.Handle(c, turn),
            ConfirmPick c => StationHandler.Handle(c, turn),
            Pack c => PackHandler.Handle(c, turn),
            Ship c => StationHandler.Handle(c, turn),
            PullTasks c => StationHandler.Handle(c, turn),
            SubmitOrder c => OrderHandler.Handle(c, turn),
            AnnounceShipment c => InboundHandler.Handle(c, turn),
            CloseShipment c => InboundHandler.Handle(c, turn),
            StartTask c => StationHandler.Handle(c, turn),
            AdvanceTime => TimeHandler.Handle(turn),
            ReportShort c => StationHandler.Handle(c, turn),
            ReturnTask c => StationHandler.Handle(c, turn),
            RenewLeases c => StationHandler.Handle(c, turn),
            UnparkTask c => StationHandler.Handle(c, turn),
            ReverseReceipt c => ReceivingHandler.Handle(c, turn),
            ReceiveReturn c => ReceivingHandler.Handle(c, turn),
            CountStock c => StockHandler.Handle(c, turn),
            SetQuality c => QualityHandler.Handle(c, turn),
            DisposeUnits c => QualityHandler.Handle(c, turn),
            DecideOverage c => QualityHandler.Handle(c, turn),
            ReceiveContainer c => ContainerHandler.Handle(c, turn),
            RecallLot c => RecallHandler.Handle(c, turn),
            ReleaseLot c => RecallHandler.Handle(c, turn),
            ApproveVariance c => StockHandler.Handle(c, turn),
            ReportStray c => PackHandler.Handle(c, turn),
            AmendOrder c => AmendHandler.Handle(c, turn),
            CancelOrder c => OrderHandler.Handle(c, turn),
            HoldOrder c => OrderHandler.Handle(c, turn),
            ReleaseOrder c => OrderHandler.Handle(c, turn),
            ExpediteOrder c => OrderHandler.Handle(c, turn),
            UpdateShipment c => InboundHandler.Handle(c, turn),
            CancelShipment c => InboundHandler.Handle(c, turn),
            AnswerDelay c => CustomerHandler.Handle(c, turn),
            OfferSubstitution c => CustomerHandler.Handle(c, turn),
            AnswerSubstitution c => CustomerHandler.Handle(c, turn),
            RequestBackInStock c => CustomerHandler.Handle(c, turn),
            WithdrawBackInStock c => CustomerHandler.Handle(c, turn),
            ReportPayment c => PaymentHandler.Handle(c, turn),
            ReportDamage c => DamageHandler.Handle(c, turn),
            SplitShipment c => InboundHandler.Handle(c, turn),
            DefineItems c => SetupHandler.Handle(c, turn),
            OpenWarehouse c => SetupHandler.Handle(c, turn, Id),
            SetLane c => PlaceHandler.Handle(c, turn),
            SetDoor c => PlaceHandler.Handle(c, turn),
            SetPolicy c => PolicyHandler.Handle(c, turn),
            DropPolicy c => PolicyHandler.Handle(c, turn),
            SuggestReorders c => ReorderHandler.Handle(c, turn),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "No handler."),
        };
    }
}
