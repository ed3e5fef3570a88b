using Backorders.Domain.Ids;
using Backorders.Partners.Exports.Documents;
using Backorders.Partners.Exports.Story;
using Body = Backorders.V1.Event.BodyOneofCase;

namespace Backorders.Partners.Exports.X12;

/// <summary>
/// 945 Warehouse Shipping Advice (004010, functional group SW): one for each order of a departure, with a loop for each of its parcels and in it the order's
/// lines.
/// </summary>
/// <remarks>ST, W06, N1 loop, N9, G62, W27; LX loop (LX, MAN, W12 loop (W12, N9)); W03, SE.</remarks>
internal sealed class ShippingAdvice(ExportOptions options, WarehouseStory story) : IX12Advice
{
    /// <summary>368 shipment/order status: complete; partial, with more to come.</summary>
    private const string Complete = "CC", BackorderToFollow = "BP";

    public int Code => 945;

    public string FunctionalId => "SW";

    public IEnumerable<Func<X12Set>> Of(ToldEvent moment) => moment.Told.BodyCase != Body.Shipped
        ? []
        : moment.Told.Shipped.Tasks
            .Select(t => story.Task(t.TaskId)!).GroupBy(t => t.OrderNo).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(order => (Func<X12Set>)(() => OfOrder(moment, moment.Told.Shipped, order.Key, [.. order])));

    private X12Set OfOrder(ToldEvent moment, V1.Shipped shipped, string orderNo, TaskRecord[] tasks)
    {
        X12Set set = new($"945 for order {orderNo}");
        string date = X12Syntax.Date(story.Local(moment.At));

        // W06: 514 reporting code (F: full detail), 285 depositor order number, 373 date, 145 shipment identification number.
        set.Add("W06", "F", X12Syntax.Id(orderNo, 22, "W0602", set.What), date, X12Syntax.Number(moment.Cursor));
        set.AddParties(options.Warehouse, moment.Owner);
        OrderRecord? order = story.Order(moment.Owner, orderNo);
        if (order is { Customer.Length: > 0 })
        {
            set.Add("N1", "ST", X12Syntax.Text(order.Customer, 60));
        }

        if (shipped.Tracking.Length > 0)
        {
            // 128 reference qualifier 2I: tracking number.
            set.Add("N9", "2I", X12Syntax.Id(shipped.Tracking, 30, "N902", set.What));
        }

        set.Add("G62", "11", date); // 432 date qualifier 11: shipped.
        if (shipped.Carrier.Length > 0)
        {
            // 91 transportation method (ZZ: mutually defined), 140 standard carrier alpha code where the carrier's name is one, 387 routing.
            string scac = shipped.Carrier.Length is >= 2 and <= 4 && shipped.Carrier.All(char.IsAsciiLetterUpper) ? shipped.Carrier : string.Empty;
            set.Add("W27", "ZZ", scac, X12Syntax.Text(shipped.Carrier, 35));
        }

        int parcels = 0;
        foreach (IGrouping<string, TaskRecord> parcel in tasks.GroupBy(t => t.Parcel).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            set.Add("LX", X12Syntax.Number(++parcels));
            if (parcel.Key.Length > 0)
            {
                // 88 marks qualifier: GM for an SSCC with its application identifier, CP for a package number of the carrier's or our own; 87 the number.
                bool sscc = CheckDigit.IsSscc(parcel.Key);
                set.Add("MAN", sscc ? "GM" : "CP", sscc ? "00" + parcel.Key : X12Syntax.Id(parcel.Key, 48, "MAN02", set.What));
            }

            foreach (IGrouping<int, TaskRecord> line in parcel.GroupBy(t => t.LineNo).OrderBy(g => g.Key))
            {
                Line(set, order?.Lines.GetValueOrDefault(line.Key), line.Key, line.First().Sku, line.Sum(t => t.Quantity));
            }
        }

        return set.Add("W03", X12Syntax.Count(tasks.Sum(t => t.Quantity), 10, "W0301", set.What));
    }

    /// <summary>
    /// W12: 368 status, 330 quantity ordered (less what was given up), 382 units shipped, 383 difference: what is still to come, 355 unit, 235/234 product id,
    /// and again as 17/18. N9 LI: the order's line.
    /// </summary>
    private static void Line(X12Set set, LineRecord? line, int lineNo, string sku, long quantity)
    {
        const long nineDigits = 999_999_999;
        string gtin = WarehouseStory.GtinOf(sku);
        long toCome = line is null ? 0 : Math.Max(0, line.Ordered - line.Shipped);
        string ordered = line is { Ordered: <= nineDigits } ? X12Syntax.Number(line.Ordered) : string.Empty;
        string difference = line is null || toCome > nineDigits ? string.Empty : X12Syntax.Number(toCome);
        string[] w12 =
        [
            "W12", toCome > 0 ? BackorderToFollow : Complete, ordered, X12Syntax.Count(quantity, 10, "W1203", set.What), difference, Parties.Each,
            string.Empty, "SK", Parties.Sku(sku, "W1208", set.What), .. Enumerable.Repeat(string.Empty, 8), gtin.Length > 0 ? "UK" : string.Empty, gtin,
        ];
        set.Add(w12).Add("N9", "LI", X12Syntax.Number(lineNo));
    }
}
