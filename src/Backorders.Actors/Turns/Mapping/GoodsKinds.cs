using Backorders.Domain.Events;

namespace Backorders.Actors.Turns.Mapping;

/// <summary>Events about goods that are not simply there: held, too many, lost, recalled. A part of <see cref="EventMap"/>.</summary>
internal static class GoodsKinds
{
    public static Stored.Event? ToStored(Event e) => e switch
    {
        UnitsDisposed x => new() { UnitsDisposed = QualityEventMap.ToStored(x) },
        OverageHeld x => new() { OverageHeld = QualityEventMap.ToStored(x) },
        OverageDecided x => new() { OverageDecided = QualityEventMap.ToStored(x) },
        VarianceApproved x => new() { VarianceApproved = QualityEventMap.ToStored(x) },
        ReturnRefundDue x => new() { ReturnRefundDue = QualityEventMap.ToStored(x) },
        ShipmentReopened x => new() { ShipmentReopened = InboundEventMap.ToStored(x) },
        StrayFound x => new() { StrayFound = TaskEventMap.ToStored(x) },
        LotRecalled x => new() { LotRecalled = QualityEventMap.ToStored(x) },
        LotReleased x => new() { LotReleased = QualityEventMap.ToStored(x) },
        ContainerReceived x => new() { ContainerReceived = ContainerEventMap.ToStored(x) },
        ContainerDivided x => new() { ContainerDivided = ContainerEventMap.ToStored(x) },
        ContainerBrokenDown x => new() { ContainerBrokenDown = ContainerEventMap.ToStored(x) },
        _ => null,
    };

    public static Event? FromStored(Stored.Event s) => s.KindCase switch
    {
        Stored.Event.KindOneofCase.UnitsDisposed => QualityEventMap.FromStored(s.UnitsDisposed),
        Stored.Event.KindOneofCase.OverageHeld => QualityEventMap.FromStored(s.OverageHeld),
        Stored.Event.KindOneofCase.OverageDecided => QualityEventMap.FromStored(s.OverageDecided),
        Stored.Event.KindOneofCase.VarianceApproved => QualityEventMap.FromStored(s.VarianceApproved),
        Stored.Event.KindOneofCase.ReturnRefundDue => QualityEventMap.FromStored(s.ReturnRefundDue),
        Stored.Event.KindOneofCase.ShipmentReopened => InboundEventMap.FromStored(s.ShipmentReopened),
        Stored.Event.KindOneofCase.StrayFound => TaskEventMap.FromStored(s.StrayFound),
        Stored.Event.KindOneofCase.LotRecalled => QualityEventMap.FromStored(s.LotRecalled),
        Stored.Event.KindOneofCase.LotReleased => QualityEventMap.FromStored(s.LotReleased),
        Stored.Event.KindOneofCase.ContainerReceived => ContainerEventMap.FromStored(s.ContainerReceived),
        Stored.Event.KindOneofCase.ContainerDivided => ContainerEventMap.FromStored(s.ContainerDivided),
        Stored.Event.KindOneofCase.ContainerBrokenDown => ContainerEventMap.FromStored(s.ContainerBrokenDown),
        _ => null,
    };
}
