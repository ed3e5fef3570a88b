using System.Globalization;
using Backorders.Actors.Port;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Server.Security;

namespace Backorders.Server.Mapping;

/// <summary>Lots in the words of the contract: a number and a day, both of which may be empty.</summary>
internal static class LotForms
{
    public static string No(Lot? lot) => lot?.No.Value ?? string.Empty;

    public static string Expiry(Lot? lot) => lot?.Expiry?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? string.Empty;

    public static Parsed Recall(V1.RecallLotRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        Domain.Commands.RecallLot command = new(
            new SkuKey(owner, border.Sku(m.Sku)), border.OptionalLot(m.Lot), border.Day(m.Expiry), border.Reason(m.Reason, required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "RecallLot", m, command);
    }

    public static Parsed Release(V1.ReleaseLotRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        Domain.Commands.ReleaseLot command = new(
            new SkuKey(owner, border.Sku(m.Sku)), border.OptionalLot(m.Lot), border.Day(m.Expiry), border.Reason(m.Reason, required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "ReleaseLot", m, command);
    }

    public static V1.RecallLotResponse Recalled(CommandOutcome outcome)
    {
        LotRecalled recall = outcome.Find<LotRecalled>();
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.RecallLotResponse
        {
            Held = outcome.Events.OfType<QualityChanged>().Sum(e => e.Quantity.Units),
            TakenBack = { flow.TakenBack },
            PackedTaskIds = { recall.Packed.Select(t => t.Value) },
            ShippedTaskIds = { recall.Shipped.Select(t => t.Value) },
            Dispositions = { flow.All },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.ReleaseLotResponse Released(CommandOutcome outcome) => new()
    {
        Dispositions = { UnitFlow.Of(outcome.Events).All }, DecidedAt = outcome.At.ToTimestamp(), Cursor = outcome.Seq,
    };

    public static V1.TraceLotResponse Trace(LotTraceView t) => new()
    {
        Lot = No(t.Lot),
        Expiry = Expiry(t.Lot),
        Recalled = t.IsRecalled,
        OnHand = t.Stock.OnHand,
        QcHold = t.Stock.QcHold,
        Damaged = t.Stock.Damaged,
        Held = t.Stock.Held,
        Allocated = t.Stock.Allocated,
        Picked = t.Stock.Picked,
        Packed = t.Stock.Packed,
        Shipped = t.Stock.Shipped,
        Receipts =
        {
            t.Receipts.Select(r => new V1.TraceLotResponse.Types.Receipt
            {
                ReceiptId = r.Receipt.Value, Quantity = r.Quantity.Units, ReceivedAt = r.At.ToTimestamp(), AsnNo = r.Asn?.AsnNo.Value ?? string.Empty,
            }),
        },
        Uses =
        {
            t.Tasks.Select(u => new V1.TraceLotResponse.Types.Use
            {
                TaskId = u.Task.Task.Value,
                OrderNo = u.Task.Line?.Order.OrderNo.Value ?? string.Empty,
                LineNo = u.Task.Line?.LineNo ?? 0,
                Customer = u.Customer,
                Quantity = u.Task.Quantity.Units,
                State = (V1.TaskState)u.Task.State,
                Parcel = u.Task.Parcel,
            }),
        },
    };
}
