using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors;

/// <summary>Which cause customers are told when an event moves their dates.</summary>
internal static class Causes
{
    public static PromiseCause Of(Event change) => change switch
    {
        OrderAccepted or DayBegan or PolicySet or PolicyDropped or LineUrgent => PromiseCause.Overtaken,
        LineExpedited => PromiseCause.Expedited,
        OrderAmended or LineAdded or LineCancelled or OrderHeld or HoldEnded or LineSubstituted or PaymentReported or PaymentYielded => PromiseCause.OrderChanged,
        OrderReleased or ItemsDefined or LaneStateChanged or LotReleased or OverageDecided => PromiseCause.Released,
        ShipmentAnnounced or ReceiptRecorded or ShipmentReopened => PromiseCause.EarlyTruck,
        QualityChanged or TaskDamaged or UnitsDisposed => PromiseCause.QualityHold,
        LotRecalled => PromiseCause.Recall,
        StockAdjusted or CountDone or TaskShort => PromiseCause.Count,
        ReceiptReversed => PromiseCause.Reversal,
        _ => PromiseCause.None,
    };
}
