using Backorders.Domain.Events;

namespace Backorders.ReadModel.Fold;

/// <summary>
/// Kinds of events that no row and no count needs, each with its reason. A kind that is neither here nor in <see cref="TurnFold"/> fails a test: whoever adds one decides.
/// </summary>
internal static class NotFolded
{
    public static readonly IReadOnlyDictionary<Type, string> Kinds = new Dictionary<Type, string>
    {
        [typeof(PolicySet)] = "rules; asked for live",
        [typeof(ItemsDefined)] = "the catalogue; asked for live",
        [typeof(LinePegged)] = "links change many times a line; what they come to is the promise",
        [typeof(LineUnpegged)] = "as above",
        [typeof(OrdersForgotten)] = "memory of the domain; rows stay",
        [typeof(PolicyDropped)] = "rules; asked for live",
        [typeof(LaneStateChanged)] = "the building; asked for live",
        [typeof(DoorStateChanged)] = "as above",
        [typeof(CutoffMissed)] = "rows keep the cutoff that was agreed, or nobody would ever be late; the departure tells whether it was met",
        [typeof(DelayConsentNeeded)] = "a question to the customer; what he answers changes the line by events of its own",
        [typeof(DelayConsentEnded)] = "as above",
        [typeof(RefundDue)] = "money; told to the owner",
        [typeof(ReturnRefundDue)] = "money; told to the owner",
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
}
