using Backorders.Partners.Exports.Documents;
using Backorders.Partners.Exports.Story;
using Body = Backorders.V1.Event.BodyOneofCase;

namespace Backorders.Partners.Exports.X12;

/// <summary>
/// 944 Warehouse Stock Transfer Receipt Advice (004010, functional group RE): one when a ship notice ends, with all that came of it and where that differs;
/// one for each receipt that was counted against no notice, returns included. A receipt that was taken back before that is not told at all; afterwards it is an
/// adjustment.
/// </summary>
/// <remarks>ST, W17, N1 loop, N9; W07 loop (W07, N9, W13 loop); W14, SE.</remarks>
internal sealed class ReceiptAdvice(ExportOptions options, WarehouseStory story) : IX12Advice
{
    /// <summary>412 receiving condition code.</summary>
    private const string Damaged = "01", Short = "02", Over = "03", OnHold = "09";

    public int Code => 944;

    public string FunctionalId => "RE";

    public IEnumerable<Func<X12Set>> Of(ToldEvent moment) => moment.Told.BodyCase switch
    {
        Body.ReceiptRecorded when moment.Told.ReceiptRecorded.AsnNo.Length == 0 => [() => OfReceipt(moment, moment.Told.ReceiptRecorded)],
        Body.ShipmentClosed => [() => OfShipment(moment, moment.Told.ShipmentClosed.AsnNo, moment.Told.ShipmentClosed.Differences)],
        Body.ShipmentCancelled when story.ReceiptsOf(moment.Owner, moment.Told.ShipmentCancelled.AsnNo).Count > 0 =>
            [() => OfShipment(moment, moment.Told.ShipmentCancelled.AsnNo, [])],
        _ => [],
    };

    private X12Set OfReceipt(ToldEvent moment, V1.ReceiptRecorded receipt)
    {
        X12Set set = new($"944 for receipt {receipt.ReceiptId}");
        Head(set, moment, receipt.Kind == V1.ReceiptKind.Return ? "C" : "F", string.Empty);
        set.Add("N9", "ZZ", $"R{X12Syntax.Number(receipt.ReceiptId)}");
        Item(set, receipt.Sku, receipt.Quantity, [receipt], null);
        return set.Add("W14", X12Syntax.Count(receipt.Quantity, 7, "W1401", set.What));
    }

    private X12Set OfShipment(ToldEvent moment, string asnNo, IReadOnlyList<V1.ShipmentDifference> differences)
    {
        X12Set set = new($"944 for shipment {asnNo}");
        Head(set, moment, "F", X12Syntax.Id(asnNo, 30, "W1705", set.What));
        IReadOnlyList<ReceiptRecord> receipts = story.ReceiptsOf(moment.Owner, asnNo);
        Dictionary<string, V1.ShipmentDifference> bySku = differences.ToDictionary(d => d.Sku);
        long total = 0;
        foreach (IGrouping<string, V1.ReceiptRecorded> item in receipts.Select(r => r.Told).GroupBy(r => r.Sku).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            long quantity = item.Sum(r => r.Quantity);
            total += quantity;
            Item(set, item.Key, quantity, item, bySku.GetValueOrDefault(item.Key));
            bySku.Remove(item.Key);
        }

        foreach (V1.ShipmentDifference nothing in bySku.Values.OrderBy(d => d.Sku, StringComparer.Ordinal))
        {
            Item(set, nothing.Sku, 0, [], nothing);
        }

        return set.Add("W14", X12Syntax.Count(total, 7, "W1401", set.What));
    }

    /// <summary>W17: 514 reporting code, 373 date, 394 warehouse receipt number, 285 depositor order number, 145 shipment identification number.</summary>
    private void Head(X12Set set, ToldEvent moment, string reporting, string shipment)
    {
        // One decision may tell of several receipts: the number of the event keeps their numbers apart.
        string number = moment.Number == 1 ? X12Syntax.Number(moment.Cursor) : $"{X12Syntax.Number(moment.Cursor)}-{X12Syntax.Number(moment.Number)}";
        set.Add(
            "W17", reporting, X12Syntax.Date(story.Local(moment.At)), X12Syntax.Id(number, 12, "W1703", set.What),
            shipment.Length <= 22 ? shipment : string.Empty, shipment);
        set.AddParties(options.Warehouse, moment.Owner);
    }

    /// <summary>W07: 413 quantity received, 355 unit, 235/234 twice product ids. W13: 380 quantity, 355 unit, 412 condition, 853 damage reason (NR: not reported).</summary>
    private static void Item(X12Set set, string sku, long quantity, IEnumerable<V1.ReceiptRecorded> receipts, V1.ShipmentDifference? difference)
    {
        string gtin = WarehouseStory.GtinOf(sku);
        set.Add(
            "W07", X12Syntax.Count(quantity, 7, "W0701", set.What), Parties.Each, string.Empty, "SK", Parties.Sku(sku, "W0705", set.What),
            gtin.Length > 0 ? "UK" : string.Empty, gtin);
        foreach (string lpn in receipts.Select(r => r.Lpn).Where(l => l.Length > 0).Distinct())
        {
            set.Add("N9", "LV", X12Syntax.Id(lpn, 30, "N902", set.What));
        }

        Exception(set, receipts.Where(r => r.Quality == V1.Quality.Damaged).Sum(r => r.Quantity), Damaged);
        Exception(set, receipts.Where(r => r.Quality == V1.Quality.QcHold).Sum(r => r.Quantity), OnHold);
        long over = difference is null ? 0 : quantity - difference.Announced;
        Exception(set, Math.Abs(over), over < 0 ? Short : Over);
    }

    private static void Exception(X12Set set, long quantity, string condition)
    {
        if (quantity > 0)
        {
            set.Add("W13", X12Syntax.Count(quantity, 15, "W1301", set.What), Parties.Each, condition, string.Empty, condition == Damaged ? "NR" : string.Empty);
        }
    }
}
