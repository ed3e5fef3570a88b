using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.ReadModel.Port;

namespace Backorders.ReadModel.Fold;

/// <summary>
/// Which rows an event needs: those of what it tells of. Naming too much costs a read; naming too little ends in <see cref="RowMissingException"/>, which tests would show.
/// </summary>
internal static class EventKeys
{
    /// <summary>The task that the event made.</summary>
    public static TaskId? TaskMade(Event change) => change is UnitsAllocated e ? e.Task : null;

    /// <summary>Tasks that were there before.</summary>
    public static IEnumerable<TaskId> Tasks(Event change) => change switch
    {
        IOfTask e => [e.Task],
        IOfTasks e => e.Tasks,
        _ => [],
    };

    public static LineKey? Line(Event change) => change is IOfLine e && TurnFold.IsFolded(change) ? e.Line : null;

    public static OrderKey? Order(Event change) => change is IOfOrder e && TurnFold.IsFolded(change) ? e.Order : null;

    public static ReceiptId? Receipt(Event change) => change switch
    {
        UnitsPutAway e => e.Receipt,
        ReceiptReversed e => e.Receipt,
        _ => null,
    };

    public static AsnKey? Notice(Event change) => change switch
    {
        ReceiptRecorded e => e.Asn,
        IOfShipment e => e.Asn,
        _ => null,
    };
}
