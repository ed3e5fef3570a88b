// A receipt comes from Warehouse.cs; its units are given away in Actors/Skus/SkuActor.cs, when State/TurnContext.cs hands over the message.
using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Skus;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>What happens at a receiving door: receipts, returns and reversals.</summary>
internal static class ReceivingHandler
{
    public static Refused? Handle(Receive c, TurnContext turn)
    {
        (SkuKey item, UnitName unit, Quantity units, Lot? lot) = (c.Item, c.Unit, Quantity.Zero, null);
        if ((Check.Scanned(turn.State, ref item, ref unit, c.Gtin) ?? Check.Goods(turn.State, item, c.Quantity, unit, out units)
            ?? Check.OpenDoor(turn.State, c.Door) ?? Check.Text("lpn", c.Lpn) ?? ScanIsNew(item, units, c.Scan, turn)
            ?? SerialCheck.Arriving(turn.State, item, units, c.Serials, isReturn: false)
            ?? LotCheck.Arriving(turn.State, item, c.Lot, c.Expiry, out lot)) is { } refused)
        {
            return refused;
        }

        if (c.Lpn.Length > 0 && turn.State.FindContainer(item.Owner, c.Lpn) is { } container && container.ReceivedAt != Instant.Never)
        {
            return ContainerHandler.CameAlready(container);
        }

        AsnKey? asn = c.Asn is { } number ? new AsnKey(c.Item.Owner, number) : null;
        InboundData? inbound = asn is { } key ? turn.State.FindInbound(key) : null;
        if (asn is not null && inbound is null)
        {
            return Refused.Because(Refusal.UnknownShipment, $"{c.Item.Owner} announced no shipment {c.Asn}. Scan it without a shipment to receive it blind.", ("asn_no", c.Asn));
        }

        Policy policy = turn.State.PolicyOf(item.Owner);
        if (inbound is { IsOpen: false } && policy.Unannounced == UnannouncedRule.Refuse)
        {
            return Refused.Because(Refusal.ShipmentClosed, $"Shipment {c.Asn} is closed. Scan it without a shipment to receive it blind.", ("asn_no", c.Asn));
        }

        bool reopens = inbound is { IsOpen: false } && policy.Unannounced == UnannouncedRule.Reopen;
        ExpectedSupply? expected = inbound is { IsOpen: true } || reopens ? inbound!.Find(item.Sku) : null;
        if (inbound is not null && expected is null && policy.Unannounced == UnannouncedRule.Refuse)
        {
            return Refused.Because(
                Refusal.NotAnnounced, $"Shipment {c.Asn} does not name SKU {item.Sku}. Scan it without a shipment to receive it blind.", ("asn_no", c.Asn), ("sku", item.Sku));
        }

        Quality quality = Recalled(turn.State.FindSku(item), lot, c.Quality);
        Quantity excess = expected is null || quality != Quality.Usable ? Quantity.Zero : Beyond(expected, units, policy);
        ReceiptId receipt = Record(
            expected is null ? ReceiptKind.Blind : ReceiptKind.Expected, item, units, c.Scan, c.Door, expected is null ? null : asn, c.Lpn, quality, c.OccurredAt, c.Serials, lot, turn);
        if (reopens && expected is not null)
        {
            turn.Emit(new ShipmentReopened(inbound!.Key));
        }

        if (!excess.IsZero)
        {
            turn.Emit(new OverageHeld(receipt, item, excess, asn!.Value, new TaskId(turn.State.Board.LastTaskId + 1)) { Lot = lot });
        }

        return null;
    }

    public static Refused? Handle(ReceiveReturn c, TurnContext turn)
    {
        (SkuKey item, UnitName unit, Quantity units, Lot? lot) = (c.Item, c.Unit, Quantity.Zero, null);
        if ((Check.Scanned(turn.State, ref item, ref unit, c.Gtin) ?? Check.Goods(turn.State, item, c.Quantity, unit, out units)
            ?? Check.OpenDoor(turn.State, c.Door) ?? Check.Text("reference", c.Reference) ?? ScanIsNew(item, units, c.Scan, turn)
            ?? CameFrom(c, item, units, turn) ?? SerialCheck.Arriving(turn.State, item, units, c.Serials, isReturn: true)
            ?? LotCheck.Arriving(turn.State, item, c.Lot, c.Expiry, out lot)) is { } refused)
        {
            return refused;
        }

        Quality quality = c.Disposition switch
        {
            DispositionCode.Restock => Quality.Usable,
            DispositionCode.Refurbish => Quality.QcHold,
            DispositionCode.Scrap or DispositionCode.ReturnToSupplier => Quality.Damaged,
            _ => Recalled(turn.State.FindSku(item), lot, c.Quality),
        };
        ReceiptId receipt = Record(ReceiptKind.Return, item, units, c.Scan, c.Door, null, c.Reference, quality, c.OccurredAt, c.Serials, lot, turn);
        if (c.Disposition is DispositionCode.Scrap or DispositionCode.ReturnToSupplier)
        {
            QualityHandler.Dispose(turn.State.Sku(item), units, Quality.Damaged, c.Disposition.Value, ReasonCode.Inspection, receipt, lot, c.Scan, c.Serials, turn);
        }

        if (c.Order.Value.Length > 0)
        {
            TellRefund(c, receipt, item, units, turn);
        }

        return null;
    }

    /// <summary>While the order is known, no more is refunded than it shipped, over all its returns: what is beyond is a discrepancy.</summary>
    private static void TellRefund(ReceiveReturn c, ReceiptId receipt, SkuKey item, Quantity units, TurnContext turn)
    {
        OrderKey key = new(item.Owner, c.Order);
        BackorderLine[]? lines = turn.State.FindOrder(key)?.Lines.Where(l => l.Item.Key == item).ToArray();
        Quantity due = lines is null ? units : Quantity.Min(units, lines.Aggregate(Quantity.Zero, static (sum, l) => sum + l.Refundable));
        if (!due.IsZero)
        {
            turn.Emit(new ReturnRefundDue(receipt, key, item, due, c.Disposition, c.Reference));
        }

        if (due < units)
        {
            Quantity shipped = lines!.Aggregate(Quantity.Zero, static (sum, l) => sum + l.Shipped);
            turn.Emit(new ReturnBeyondShipped(receipt, key, item, units - due, shipped, c.Disposition, c.Reference));
        }
    }

    /// <summary>An order that is still in memory must have shipped at least the returned units. Older orders are no longer in memory, so their returns are not checked.</summary>
    private static Refused? CameFrom(ReceiveReturn c, SkuKey item, Quantity units, TurnContext turn)
    {
        if (c.Disposition is { } disposition && !Enum.IsDefined(disposition))
        {
            return Refused.Because(Refusal.InvalidValue, $"Disposition {(int)disposition} is not known.", ("disposition", (int)disposition));
        }

        if (c.Order.Value.Length == 0 || turn.State.FindOrder(new OrderKey(item.Owner, c.Order)) is not { } order)
        {
            return null;
        }

        Quantity shipped = order.Lines.Where(l => l.Item.Key == item).Aggregate(Quantity.Zero, (sum, l) => sum + l.Shipped);
        return shipped >= units
            ? null
            : Refused.Because(
                Refusal.InvalidQuantity, $"Order {c.Order} shipped {shipped} of {item.Sku}: {units} cannot come back from it.",
                ("order_no", c.Order), ("shipped", shipped), ("quantity", units));
    }

    /// <summary>How many of the units are more than was announced and is tolerated, with all that came before.</summary>
    private static Quantity Beyond(ExpectedSupply expected, Quantity units, Policy policy)
    {
        if (!policy.HoldOverage)
        {
            return Quantity.Zero;
        }

        long tolerated = Math.Max(expected.Announced.Units / 100 * policy.OveragePercent + (expected.Announced.Units % 100 * policy.OveragePercent / 100), policy.OverageUnits);
        Quantity allowed = expected.Announced + new Quantity(tolerated);
        Quantity room = allowed > expected.Received ? allowed - expected.Received : Quantity.Zero;
        return units > room ? units - room : Quantity.Zero;
    }

    /// <summary>Units of a recalled lot are physically here, so they are received, but placed on hold.</summary>
    private static Quality Recalled(SkuData? item, Lot? lot, Quality quality) =>
        quality == Quality.Usable && LotCheck.IsBlocked(item, lot) ? Quality.QcHold : quality;

    /// <summary>A receipt is a fact: it is not deleted, its units are taken back from wherever they have gone meanwhile.</summary>
    public static Refused? Handle(ReverseReceipt c, TurnContext turn)
    {
        if (Check.Reason(c.Reason) is { } refused)
        {
            return refused;
        }

        if (turn.State.FindReceipt(c.Owner, c.Scan) is not { } receipt)
        {
            return Refused.Because(
                Refusal.UnknownReceipt, $"Device {c.Scan.Device} reported no scan {c.Scan.Scan} in the last {Limits.HistoryKept.TotalDays:0} days.",
                ("device_id", c.Scan.Device), ("scan_id", c.Scan.Scan));
        }

        if (receipt.IsReversed)
        {
            return Refused.Because(Refusal.AlreadyReversed, $"Receipt {receipt.Id} was taken back already.", ("receipt_id", receipt.Id));
        }

        SkuData item = turn.State.Sku(receipt.Item);
        if (turn.State.FindOverage(receipt.Id) is { } overage)
        {
            QualityHandler.ReleaseOverage(overage, DispositionCode.Restock, ReasonCode.ReceiptReversed, turn);
        }

        Quantity inPlace = QualityHandler.Aside(item, receipt.Quality, receipt.Id, receipt.Lot);
        bool untouched = receipt.Quality != Quality.Usable && inPlace >= receipt.Quantity;
        if (!untouched)
        {
            QualityHandler.BringToDock(item, receipt.Id, receipt.Lot, turn);
        }

        Quality from = untouched ? receipt.Quality : Quality.Usable;
        IReadOnlyList<Reversal.Swap> swaps = [];
        Quantity taken = untouched ? receipt.Quantity : Reversal.Gather(item, receipt, turn, out swaps);
        turn.Emit(new ReceiptReversed(receipt.Id, receipt.Item, taken, receipt.Quantity - taken, c.Reason, from) { Lot = receipt.Lot });
        if (receipt.Refund is { } told)
        {
            turn.Emit(new ReturnRefundWithdrawn(receipt.Id, told.Order, receipt.Item, told.Quantity, told.Reference));
        }

        Reversal.GiveAnew(swaps, receipt.Lot, turn);
        turn.Send(new DistributeUnits(item.Key));
        return null;
    }

    /// <summary>A repeated scan whose stored answer is no longer kept is still recognised by its receipt.</summary>
    public static Refused? ScanIsNew(SkuKey item, Quantity units, ScanKey scan, TurnContext turn) => turn.State.FindReceipt(item.Owner, scan) is not { } known
        ? null
        : Refused.Because(
            Refusal.KeyReused,
            $"Device {scan.Device} used scan id {scan.Scan} before, for {known.Quantity} of {known.Item.Sku} at {known.At}. A new scan needs a new id.",
            ("receipt_id", known.Id), ("first_sku", known.Item.Sku), ("first_quantity", known.Quantity), ("this_sku", item.Sku), ("this_quantity", units));

    public static ReceiptId Record(
        ReceiptKind kind, SkuKey key, Quantity units, ScanKey scan, DoorId door, AsnKey? asn, string lpn, Quality quality, Instant occurredAt,
        IReadOnlyList<Serial> serials, Lot? lot, TurnContext turn)
    {
        ReceiptId receipt = new(turn.State.LastReceiptId + 1);
        turn.Emit(new ReceiptRecorded(receipt, kind, key, units, scan, door, asn, lpn, quality, occurredAt) 
        {
            Serials = SerialCheck.Kept(turn.State, key, serials), Lot = lot,
        });
        turn.Send(new DistributeUnits(key));
        return receipt;
    }
}
