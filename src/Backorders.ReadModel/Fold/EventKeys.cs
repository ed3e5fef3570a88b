using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.ReadModel.Port;

namespace Backorders.ReadModel.Fold;

/// <summary>What events name. Naming too much costs a read; naming too little ends in <see cref="RowMissingException"/>, which tests would show.</summary>
internal static class EventKeys
{
    /// <summary>The task that the event made.</summary>
    public static TaskId? TaskMade(Event change) => change switch
    {
        UnitsAllocated e => e.Task,
        _ => null,
    };

    /// <summary>Tasks that were there before.</summary>
    public static IEnumerable<TaskId> Tasks(Event change) => change switch
    {
        TaskPicked e => [e.Task],
        TasksPacked e => e.Tasks,
        TasksShipped e => e.Tasks,
        TasksLeased e => e.Leases.Select(l => l.Task),
        TaskStarted e => [e.Task],
        TaskShort e => [e.Task],
        TaskDamaged e => [e.Task],
        TaskReturned e => [e.Task],
        LeaseExpired e => [e.Task],
        TaskUnparked e => [e.Task],
        AllocationTakenBack e => [e.Task],
        PickedUnitsTakenBack e => [e.Task],
        PutBackDone e => [e.Task],
        CountDone e => [e.Task],
        OverageDecided e => [e.Task],
        ContainerBrokenDown e => [e.Task],
        _ => [],
    };

    public static LineKey? Line(Event change) => change switch
    {
        UnitsAllocated e => e.Line,
        UnitsHeld e => e.Line,
        HoldEnded e => e.Line,
        PromiseGiven e => e.Line,
        PromiseChanged e => e.Line,
        LineCancelled e => e.Line,
        LineExpedited e => e.Line,
        LineSubstituted e => e.Line,
        _ => null,
    };

    public static OrderKey? Order(Event change) => change switch
    {
        OrderAmended e => e.Order,
        LineAdded e => e.Order,
        OrderHeld e => e.Order,
        OrderReleased e => e.Order,
        _ => null,
    };

    public static ReceiptId? Receipt(Event change) => change switch
    {
        UnitsPutAway e => e.Receipt,
        ReceiptReversed e => e.Receipt,
        _ => null,
    };

    public static AsnKey? Notice(Event change) => change switch
    {
        ReceiptRecorded e => e.Asn,
        ShipmentUpdated e => e.Asn,
        ShipmentSplit e => e.Asn,
        ShipmentClosed e => e.Asn,
        ShipmentCancelled e => e.Asn,
        ShipmentReopened e => e.Asn,
        _ => null,
    };
}
