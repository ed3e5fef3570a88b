using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

internal static class AllocationEventMap
{
    public static Stored.UnitsAllocated ToStored(UnitsAllocated e) => new()
    {
        Task = e.Task.Value,
        Owner = Ids.OneOwner(e.Line.Order.Owner, e.Item.Owner),
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Sku = e.Item.Sku.Value,
        Lot = Ids.Stored(e.Lot),
        Quantity = e.Quantity.Units,
        Source = (Stored.Source)e.Source,
        Receipt = e.Receipt.Value,
        DockedAt = e.DockedAt.UnixMicroseconds,
        Door = e.Door.Value,
        Lane = e.Lane.Value,
        PolicyVersion = e.PolicyVersion,
    };

    public static UnitsAllocated FromStored(Stored.UnitsAllocated s) => new(
        new(s.Task),
        Ids.Line(s.Owner, s.OrderNo, s.LineNo),
        Ids.Item(s.Owner, s.Sku),
        new(s.Quantity),
        (Source)s.Source,
        new(s.Receipt),
        new(s.DockedAt),
        Ids.Door(s.Door),
        Ids.Lane(s.Lane),
        s.PolicyVersion)
    {
        Lot = Ids.Lot(s.Lot),
    };

    public static Stored.UnitsHeld ToStored(UnitsHeld e) => new()
    {
        Owner = Ids.OneOwner(e.Line.Order.Owner, e.Item.Owner),
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Sku = e.Item.Sku.Value,
        Lot = Ids.Stored(e.Lot),
        Quantity = e.Quantity.Units,
        Source = (Stored.Source)e.Source,
        ExpiresAt = e.ExpiresAt.UnixMicroseconds,
        PolicyVersion = e.PolicyVersion,
        Receipt = e.Receipt.Value,
        DockedAt = e.DockedAt.UnixMicroseconds,
        Door = e.Door.Value,
    };

    public static UnitsHeld FromStored(Stored.UnitsHeld s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo),
        Ids.Item(s.Owner, s.Sku),
        new(s.Quantity),
        (Source)s.Source,
        new(s.ExpiresAt),
        s.PolicyVersion)
    {
        Receipt = new(s.Receipt),
        DockedAt = new(s.DockedAt),
        Door = Ids.Door(s.Door),
        Lot = Ids.Lot(s.Lot),
    };

    public static Stored.HoldEnded ToStored(HoldEnded e)
    {
        Stored.HoldEnded s = new()
        {
            Owner = Ids.OneOwner(e.Line.Order.Owner, e.Item.Owner),
            OrderNo = e.Line.Order.OrderNo.Value,
            LineNo = e.Line.LineNo,
            Sku = e.Item.Sku.Value,
            Lot = Ids.Stored(e.Lot),
            Quantity = e.Quantity.Units,
            Reason = (Stored.ReasonCode)e.Reason,
        };
        if (e.InStorage is { } inStorage)
        {
            s.InStorage = inStorage.Units;
        }

        return s;
    }

    public static HoldEnded FromStored(Stored.HoldEnded s) => new(
        Ids.Line(s.Owner, s.OrderNo, s.LineNo), Ids.Item(s.Owner, s.Sku), new(s.Quantity), (ReasonCode)s.Reason)
    {
        Lot = Ids.Lot(s.Lot), InStorage = s.HasInStorage ? new(s.InStorage) : null,
    };

    public static Stored.AllocationTakenBack ToStored(AllocationTakenBack e) => new()
    {
        Task = e.Task.Value,
        Owner = Ids.OneOwner(e.Line.Order.Owner, e.Item.Owner),
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Sku = e.Item.Sku.Value,
        Quantity = e.Quantity.Units,
        Reason = (Stored.ReasonCode)e.Reason,
        Requeued = e.Requeued,
        BackTo = (Stored.Source)e.BackTo,
    };

    public static AllocationTakenBack FromStored(Stored.AllocationTakenBack s) => new(
        new(s.Task),
        Ids.Line(s.Owner, s.OrderNo, s.LineNo),
        Ids.Item(s.Owner, s.Sku),
        new(s.Quantity),
        (ReasonCode)s.Reason,
        s.Requeued)
    {
        BackTo = (Source)s.BackTo,
    };

    public static Stored.PickedUnitsTakenBack ToStored(PickedUnitsTakenBack e) => new()
    {
        Task = e.Task.Value,
        Owner = Ids.OneOwner(e.Line.Order.Owner, e.Item.Owner),
        OrderNo = e.Line.Order.OrderNo.Value,
        LineNo = e.Line.LineNo,
        Sku = e.Item.Sku.Value,
        Quantity = e.Quantity.Units,
        PutBack = e.PutBack.Value,
        Removed = e.Removed,
        Reason = (Stored.ReasonCode)e.Reason,
        Requeued = e.Requeued,
    };

    public static PickedUnitsTakenBack FromStored(Stored.PickedUnitsTakenBack s) => new(
        new(s.Task),
        Ids.Line(s.Owner, s.OrderNo, s.LineNo),
        Ids.Item(s.Owner, s.Sku),
        new(s.Quantity),
        new(s.PutBack),
        s.Removed,
        (ReasonCode)s.Reason,
        s.Requeued);
}
