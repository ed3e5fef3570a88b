using Backorders.Domain.Events;

namespace Backorders.Actors.Turns.Mapping;

/// <summary>The part of <see cref="EventMap"/> for what customers are promised, asked and charged.</summary>
internal static class PromisingKinds
{
    public static Stored.Event? ToStored(Event e) => e switch
    {
        DelayConsentNeeded x => new() { DelayConsentNeeded = CustomerEventMap.ToStored(x) },
        DelayConsentEnded x => new() { DelayConsentEnded = CustomerEventMap.ToStored(x) },
        RefundDue x => new() { RefundDue = CustomerEventMap.ToStored(x) },
        CompensationDue x => new() { CompensationDue = CustomerEventMap.ToStored(x) },
        SubstitutionOffered x => new() { SubstitutionOffered = CustomerEventMap.ToStored(x) },
        SubstitutionEnded x => new() { SubstitutionEnded = CustomerEventMap.ToStored(x) },
        LineSubstituted x => new() { LineSubstituted = CustomerEventMap.ToStored(x) },
        BackInStockRequested x => new() { BackInStockRequested = CustomerEventMap.ToStored(x) },
        BackInStock x => new() { BackInStock = CustomerEventMap.ToStored(x) },
        BackInStockWithdrawn x => new() { BackInStockWithdrawn = CustomerEventMap.ToStored(x) },
        PaymentDue x => new() { PaymentDue = PaymentEventMap.ToStored(x) },
        PaymentReported x => new() { PaymentReported = PaymentEventMap.ToStored(x) },
        PaymentYielded x => new() { PaymentYielded = PaymentEventMap.ToStored(x) },
        OrderFellBack x => new() { OrderFellBack = PaymentEventMap.ToStored(x) },
        OrderFallBackEnded x => new() { OrderFallBackEnded = PaymentEventMap.ToStored(x) },
        TaskDamaged x => new() { TaskDamaged = PaymentEventMap.ToStored(x) },
        ShipmentSplit x => new() { ShipmentSplit = InboundEventMap.ToStored(x) },
        _ => null,
    };

    public static Event? FromStored(Stored.Event s) => s.KindCase switch
    {
        Stored.Event.KindOneofCase.DelayConsentNeeded => CustomerEventMap.FromStored(s.DelayConsentNeeded),
        Stored.Event.KindOneofCase.DelayConsentEnded => CustomerEventMap.FromStored(s.DelayConsentEnded),
        Stored.Event.KindOneofCase.RefundDue => CustomerEventMap.FromStored(s.RefundDue),
        Stored.Event.KindOneofCase.CompensationDue => CustomerEventMap.FromStored(s.CompensationDue),
        Stored.Event.KindOneofCase.SubstitutionOffered => CustomerEventMap.FromStored(s.SubstitutionOffered),
        Stored.Event.KindOneofCase.SubstitutionEnded => CustomerEventMap.FromStored(s.SubstitutionEnded),
        Stored.Event.KindOneofCase.LineSubstituted => CustomerEventMap.FromStored(s.LineSubstituted),
        Stored.Event.KindOneofCase.BackInStockRequested => CustomerEventMap.FromStored(s.BackInStockRequested),
        Stored.Event.KindOneofCase.BackInStock => CustomerEventMap.FromStored(s.BackInStock),
        Stored.Event.KindOneofCase.BackInStockWithdrawn => CustomerEventMap.FromStored(s.BackInStockWithdrawn),
        Stored.Event.KindOneofCase.PaymentDue => PaymentEventMap.FromStored(s.PaymentDue),
        Stored.Event.KindOneofCase.PaymentReported => PaymentEventMap.FromStored(s.PaymentReported),
        Stored.Event.KindOneofCase.PaymentYielded => PaymentEventMap.FromStored(s.PaymentYielded),
        Stored.Event.KindOneofCase.OrderFellBack => PaymentEventMap.FromStored(s.OrderFellBack),
        Stored.Event.KindOneofCase.OrderFallBackEnded => PaymentEventMap.FromStored(s.OrderFallBackEnded),
        Stored.Event.KindOneofCase.TaskDamaged => PaymentEventMap.FromStored(s.TaskDamaged),
        Stored.Event.KindOneofCase.ShipmentSplit => InboundEventMap.FromStored(s.ShipmentSplit),
        _ => null,
    };
}
