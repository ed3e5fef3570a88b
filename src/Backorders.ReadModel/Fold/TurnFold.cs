using System.Collections.Frozen;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Fold;

/// <summary>
/// Folds turns into the rows of a book. It follows <c>WarehouseState</c> of the domain, event by event, and keeps of it what lists and figures need; a test compares the sums of both
/// after random histories. The files beside this one hold the folds by kind.
/// </summary>
internal sealed partial class TurnFold(RowBook book, string timeZone)
{
    private static readonly FrozenDictionary<Type, Action<TurnFold, Event>> Folds = new Dictionary<Type, Action<TurnFold, Event>>
    {
        [typeof(WarehouseOpened)] = static (f, e) => f.TimeZone = ((WarehouseOpened)e).TimeZone,
        [typeof(OrderAccepted)] = static (f, e) => f.On((OrderAccepted)e),
        [typeof(OrderAmended)] = static (f, e) => f.On((OrderAmended)e),
        [typeof(LineAdded)] = static (f, e) => f.On((LineAdded)e),
        [typeof(LineSubstituted)] = static (f, e) => f.On((LineSubstituted)e),
        [typeof(LineCancelled)] = static (f, e) => f.On((LineCancelled)e),
        [typeof(OrderHeld)] = static (f, e) => f.On((OrderHeld)e),
        [typeof(OrderReleased)] = static (f, e) => f.On((OrderReleased)e),
        [typeof(LineExpedited)] = static (f, e) => f.On((LineExpedited)e),
        [typeof(PromiseGiven)] = static (f, e) => f.On((PromiseGiven)e),
        [typeof(PromiseChanged)] = static (f, e) => f.On((PromiseChanged)e),
        [typeof(UnitsAllocated)] = static (f, e) => f.On((UnitsAllocated)e),
        [typeof(UnitsHeld)] = static (f, e) => f.On((UnitsHeld)e),
        [typeof(HoldEnded)] = static (f, e) => f.On((HoldEnded)e),
        [typeof(AllocationTakenBack)] = static (f, e) => f.On((AllocationTakenBack)e),
        [typeof(PickedUnitsTakenBack)] = static (f, e) => f.On((PickedUnitsTakenBack)e),
        [typeof(TasksLeased)] = static (f, e) => f.On((TasksLeased)e),
        [typeof(LeaseExpired)] = static (f, e) => f.On((LeaseExpired)e),
        [typeof(TaskStarted)] = static (f, e) => f.On((TaskStarted)e),
        [typeof(TaskPicked)] = static (f, e) => f.On((TaskPicked)e),
        [typeof(TaskShort)] = static (f, e) => f.On((TaskShort)e),
        [typeof(TaskReturned)] = static (f, e) => f.On((TaskReturned)e),
        [typeof(TaskUnparked)] = static (f, e) => f.On((TaskUnparked)e),
        [typeof(TaskDamaged)] = static (f, e) => f.On((TaskDamaged)e),
        [typeof(TasksPacked)] = static (f, e) => f.On((TasksPacked)e),
        [typeof(TasksShipped)] = static (f, e) => f.On((TasksShipped)e),
        [typeof(PutBackDone)] = static (f, e) => f.On((PutBackDone)e),
        [typeof(CountDone)] = static (f, e) => f.On((CountDone)e),
        [typeof(ReceiptRecorded)] = static (f, e) => f.On((ReceiptRecorded)e),
        [typeof(ReceiptReversed)] = static (f, e) => f.On((ReceiptReversed)e),
        [typeof(UnitsPutAway)] = static (f, e) => f.On((UnitsPutAway)e),
        [typeof(StockAdjusted)] = static (f, e) => f.On((StockAdjusted)e),
        [typeof(QualityChanged)] = static (f, e) => f.On((QualityChanged)e),
        [typeof(ShipmentAnnounced)] = static (f, e) => f.On((ShipmentAnnounced)e),
        [typeof(ShipmentUpdated)] = static (f, e) => f.On((ShipmentUpdated)e),
        [typeof(ShipmentSplit)] = static (f, e) => f.On((ShipmentSplit)e),
        [typeof(ShipmentClosed)] = static (f, e) => f.On((ShipmentClosed)e),
        [typeof(ShipmentOverdue)] = static (f, e) => f.On((ShipmentOverdue)e),
        [typeof(ShipmentReopened)] = static (f, e) => f.On((ShipmentReopened)e),
        [typeof(ContainerDivided)] = static (f, e) => f.On((ContainerDivided)e),
        [typeof(ContainerBrokenDown)] = static (f, e) => f.On((ContainerBrokenDown)e),
        [typeof(OverageHeld)] = static (f, e) => f.On((OverageHeld)e),
        [typeof(OverageDecided)] = static (f, e) => f.On((OverageDecided)e),
        [typeof(ReturnBeyondShipped)] = static (f, e) => f.On((ReturnBeyondShipped)e),
        [typeof(StrayFound)] = static (f, e) => f.On((StrayFound)e),
        [typeof(ShipmentCancelled)] = static (f, e) => f.On((ShipmentCancelled)e),
    }.ToFrozenDictionary();

    /// <summary>Kinds of events that no row and no count needs, each with its reason. A kind that is in neither list fails a test: whoever adds one decides.</summary>
    public static readonly IReadOnlyDictionary<Type, string> NotFolded = new Dictionary<Type, string>
    {
        [typeof(PolicySet)] = "rules; asked for live",
        [typeof(ItemsDefined)] = "the catalogue; asked for live",
        [typeof(LinePegged)] = "written by former programs only; what such links come to is the promise",
        [typeof(LineUnpegged)] = "as above",
        [typeof(LinePlaced)] = "the promise follows in the same turn",
        [typeof(LineUrgent)] = "it changes who is served first, and no figure counts it",
        [typeof(CoverChanged)] = "it says for whom units are held; the holds themselves are told",
        [typeof(DayBegan)] = "nothing of an owner's changes by it alone",
        [typeof(OrdersForgotten)] = "memory of the domain; rows stay",
        [typeof(PolicyDropped)] = "rules; asked for live",
        [typeof(LaneStateChanged)] = "the building; asked for live",
        [typeof(DoorStateChanged)] = "as above",
        [typeof(CutoffMissed)] = "rows keep the cutoff that was agreed, or nobody would ever be late; the departure tells whether it was met",
        [typeof(DelayConsentNeeded)] = "a question to the customer; what he answers changes the line by events of its own",
        [typeof(DelayConsentEnded)] = "as above",
        [typeof(RefundDue)] = "money; told to the owner",
        [typeof(ReturnRefundDue)] = "money; told to the owner",
        [typeof(ReturnRefundWithdrawn)] = "money; told to the owner",
        [typeof(ContainerReceived)] = "its content has receipts of its own",
        [typeof(LotRecalled)] = "a rule about a lot; units move by events of their own",
        [typeof(LotReleased)] = "as above",
        [typeof(UnitsDisposed)] = "moves units that nobody may have; those that leave stock do so by an adjustment",
        [typeof(VarianceApproved)] = "what differed was told when it was found; stock does not change",
        [typeof(CompensationDue)] = "money; told to the owner",
        [typeof(SubstitutionOffered)] = "a question to the customer",
        [typeof(SubstitutionEnded)] = "as above; an accepted one adds a line",
        [typeof(PaymentDue)] = "money; told to the owner",
        [typeof(PaymentReported)] = "money; told by the owner",
        [typeof(PaymentYielded)] = "money; units that move by it have events of their own",
        [typeof(BackInStockRequested)] = "a wish; nothing is ordered",
        [typeof(BackInStock)] = "as above",
        [typeof(BackInStockWithdrawn)] = "as above",
        [typeof(OrderFellBack)] = "a state of the order; its units move by events of their own",
        [typeof(OrderFallBackEnded)] = "as above",
        [typeof(ReorderSuggested)] = "worked out from the rows themselves",
        [typeof(LeasesRenewed)] = "a heartbeat",
        [typeof(UnitsTakenFromStorage)] = "moves units within free stock; stock is asked for live",
    };

    private readonly HashSet<LineRow> accepted = [];
    private FoldedTurn turn;
    private int discrepancies;

    /// <summary>Kinds of events that change rows.</summary>
    public static IEnumerable<Type> Folded => Folds.Keys;

    /// <summary>Whether an event changes rows.</summary>
    public static bool IsFolded(Event change) => Folds.ContainsKey(change.GetType());

    /// <summary>The warehouse's zone, as far as it was told.</summary>
    public string TimeZone { get; private set; } = timeZone;

    private Instant At => turn.At;

    public void Apply(FoldedTurn next)
    {
        turn = next;
        discrepancies = 0;
        accepted.Clear();
        foreach (Event change in next.Events)
        {
            if (Folds.TryGetValue(change.GetType(), out Action<TurnFold, Event>? fold))
            {
                fold(this, change);
            }
        }

        if (accepted.Count > 0)
        {
            CountFilled();
        }
    }

    private Counts Counts(OwnerId owner) => book.CountsOf(owner, At);

    private void Report(DiscrepancyKind kind, SkuKey item, long expected, long found, ReasonCode reason, InboundRow? notice = null, ReceiptId receipt = default, TaskId task = default) =>
        book.Add(new DiscrepancyRow
        {
            Seq = turn.Seq,
            Part = discrepancies++,
            Kind = kind,
            At = At,
            Item = item,
            Expected = expected,
            Found = found,
            Reason = reason,
            Asn = notice?.Asn,
            Supplier = notice?.Supplier ?? string.Empty,
            Receipt = receipt,
            Task = task,
            SettledAt = task == default ? At : Instant.Never,
        });
}
