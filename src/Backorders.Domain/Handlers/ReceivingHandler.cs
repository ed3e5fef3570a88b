using Backorders.Domain.Actors;
using Backorders.Domain.Allocation;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Promising;
using Backorders.Domain.State;

namespace Backorders.Domain.Handlers;

/// <summary>
/// What happens at a receiving door: receipts, returns and reversals. A receipt's units are given away by <see cref="Distribution"/>, which is the
/// next step of its way; the events then go to the engine's <c>GroupCommit</c>.
/// </summary>
internal static class ReceivingHandler
{
    public static Refused? Handle(Receive c, TurnContext turn)
    {
        if ((Check.Goods(turn.State, c.Item, c.Quantity, c.Unit, out Quantity units) ?? Check.Door(turn.State, c.Door) ?? Check.Text("lpn", c.Lpn)
            ?? ScanIsNew(c.Item, units, c.Scan, turn)) is { } refused)
        {
            return refused;
        }

        AsnKey? asn = c.Asn is { } number ? new AsnKey(c.Item.Owner, number) : null;
        InboundActor? inbound = asn is { } key ? turn.State.FindInbound(key) : null;
        if (asn is not null && inbound is null)
        {
            return Refused.Because(Refusal.UnknownShipment, $"{c.Item.Owner} announced no shipment {c.Asn}. Scan it without a shipment to receive it blind.", ("asn_no", c.Asn));
        }

        if (inbound is { IsOpen: false } && turn.State.PolicyOf(c.Item.Owner).RefuseAfterClose)
        {
            return Refused.Because(Refusal.ShipmentClosed, $"Shipment {c.Asn} is closed. Scan it without a shipment to receive it blind.", ("asn_no", c.Asn));
        }

        ExpectedSupply? expected = inbound is { IsOpen: true } ? inbound.Find(c.Item.Sku) : null;
        if (inbound is not null && expected is null && turn.State.PolicyOf(c.Item.Owner).RefuseAfterClose)
        {
            return Refused.Because(
                Refusal.NotAnnounced, $"Shipment {c.Asn} does not name SKU {c.Item.Sku}. Scan it without a shipment to receive it blind.", ("asn_no", c.Asn), ("sku", c.Item.Sku));
        }

        Record(expected is null ? ReceiptKind.Blind : ReceiptKind.Expected, c.Item, units, c.Scan, c.Door, expected is null ? null : asn, c.Lpn, c.Quality, c.OccurredAt, turn);
        return null;
    }

    public static Refused? Handle(ReceiveReturn c, TurnContext turn)
    {
        if ((Check.Goods(turn.State, c.Item, c.Quantity, c.Unit, out Quantity units) ?? Check.Door(turn.State, c.Door) ?? Check.Text("reference", c.Reference)
            ?? ScanIsNew(c.Item, units, c.Scan, turn)) is { } refused)
        {
            return refused;
        }

        Record(ReceiptKind.Return, c.Item, units, c.Scan, c.Door, null, c.Reference, c.Quality, c.OccurredAt, turn);
        return null;
    }

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

        SkuActor item = turn.State.Sku(receipt.Item);
        Quantity inPlace = receipt.Quality switch
        {
            Quality.QcHold => item.Stock.QcHold,
            Quality.Damaged => item.Stock.Damaged,
            _ => Quantity.Zero,
        };
        bool untouched = receipt.Quality != Quality.Usable && inPlace >= receipt.Quantity;
        Quality from = untouched ? receipt.Quality : Quality.Usable;
        Quantity taken = untouched ? receipt.Quantity : Recovery.Gather(item, receipt.Quantity, ReasonCode.ReceiptReversed, turn);
        turn.Emit(new ReceiptReversed(receipt.Id, receipt.Item, taken, receipt.Quantity - taken, c.Reason, from));
        turn.Send(new DistributeUnits(item));
        return null;
    }

    /// <summary>A scan that is old enough to have been forgotten by the stored answers is still recognised by its receipt.</summary>
    private static Refused? ScanIsNew(SkuKey item, Quantity units, ScanKey scan, TurnContext turn) => turn.State.FindReceipt(item.Owner, scan) is not { } known
        ? null
        : Refused.Because(
            Refusal.KeyReused,
            $"Device {scan.Device} used scan id {scan.Scan} before, for {known.Quantity} of {known.Item.Sku} at {known.At}. A new scan needs a new id.",
            ("receipt_id", known.Id), ("first_sku", known.Item.Sku), ("first_quantity", known.Quantity), ("this_sku", item.Sku), ("this_quantity", units));

    private static void Record(
        ReceiptKind kind, SkuKey key, Quantity units, ScanKey scan, DoorId door, AsnKey? asn, string lpn, Quality quality, Instant occurredAt, TurnContext turn)
    {
        turn.Emit(new ReceiptRecorded(new ReceiptId(turn.State.LastReceiptId + 1), kind, key, units, scan, door, asn, lpn, quality, occurredAt));
        turn.Send(new DistributeUnits(turn.State.Sku(key)));
    }
}
