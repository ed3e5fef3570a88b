using System.Globalization;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Sessions;

/// <summary>Says in what a command differs from the stored turn whose key it carries.</summary>
internal static class KeyDifference
{
    public static Refused Describe(Command command, StoredTurn stored, Warehouse warehouse)
    {
        List<(string Name, string Before, string Now)> differences = [];
        switch (command, stored.Turn.Events.Count > 0 ? stored.Turn.Events[0] : null)
        {
            case (Receive c, ReceiptRecorded e):
                Compare(differences, "sku", e.Item.Sku, c.Item.Sku);
                Compare(differences, "quantity", e.Quantity, BaseUnits(warehouse, c.Item, c.Unit, c.Quantity));
                Compare(differences, "door", e.Door, c.Door);
                Compare(differences, "asn_no", e.Asn?.AsnNo, c.Asn);
                Compare(differences, "lpn", e.Lpn, c.Lpn);
                Compare(differences, "quality", e.Quality, c.Quality);
                CompareGoods(differences, e, c.Lot, c.Expiry, c.Serials);
                break;
            case (ReceiveReturn c, ReceiptRecorded e):
                Compare(differences, "sku", e.Item.Sku, c.Item.Sku);
                Compare(differences, "quantity", e.Quantity, BaseUnits(warehouse, c.Item, c.Unit, c.Quantity));
                Compare(differences, "door", e.Door, c.Door);
                Compare(differences, "quality", e.Quality, c.Quality);
                CompareGoods(differences, e, c.Lot, c.Expiry, c.Serials);
                break;
            case (SubmitOrder c, OrderAccepted e):
                CompareLines(differences, c, e, warehouse);
                break;
            default:
                break;
        }

        return Refuse(stored, differences);
    }

    /// <summary>The lot, the last day of use and the serial numbers, as far as the item is told apart by them: what it is not told apart by was not stored.</summary>
    private static void CompareGoods(List<(string Name, string Before, string Now)> differences, ReceiptRecorded stored, LotNo lot, DateOnly? expiry, IReadOnlyList<Serial> serials)
    {
        if (stored.Lot is { } known)
        {
            Compare(differences, "lot", known.No, known.No == default ? default : lot);
            Compare(differences, "expiry", known.Expiry, known.Expiry is null ? null : expiry);
        }

        if (stored.Serials.Count > 0)
        {
            Compare(differences, "serials", string.Join(", ", stored.Serials.Order()), string.Join(", ", serials.Order()));
        }
    }

    private static Refused Refuse(StoredTurn stored, List<(string Name, string Before, string Now)> differences)
    {
        string what = differences.Count == 0
            ? "with another content"
            : "with " + string.Join(", ", differences.Select(d => $"{d.Name.Replace('.', ' ').Replace('_', ' ')} {d.Before}, now {d.Now}"));
        List<(string, object?)> details = [("first_at", stored.Turn.At), ("first_seq", stored.Seq)];
        foreach ((string name, string before, string now) in differences)
        {
            details.Add((name + ".before", before));
            details.Add((name + ".now", now));
        }

        return Refused.Because(
            Refusal.KeyReused, $"The same key was used at {stored.Turn.At} {what}. Nothing was changed; send another command under a new key.", [.. details]);
    }

    private static void CompareLines(List<(string Name, string Before, string Now)> differences, SubmitOrder command, OrderAccepted stored, Warehouse warehouse)
    {
        Compare(differences, "lines", stored.Lines.Count + stored.RefusedLines.Count, command.Lines.Count);
        Dictionary<int, AcceptedLine> before = stored.Lines.ToDictionary(l => l.LineNo);
        foreach (RequestedLine line in command.Lines.Take(20))
        {
            if (before.TryGetValue(line.LineNo, out AcceptedLine? known))
            {
                Compare(differences, $"line_{line.LineNo}.sku", known.Sku, line.Sku);
                SkuKey item = new(command.Order.Owner, line.Sku);
                Compare(differences, $"line_{line.LineNo}.quantity", known.Quantity, BaseUnits(warehouse, item, line.Unit, line.Quantity));
            }
        }
    }

    private static string BaseUnits(Warehouse warehouse, SkuKey item, UnitName unit, long quantity) =>
        warehouse.GetItem(item)?.Factor(unit) is { } factor && Math.Abs((decimal)quantity * factor) <= long.MaxValue
            ? (quantity * factor).ToString(CultureInfo.InvariantCulture)
            : $"{quantity} {unit}";

    private static void Compare(List<(string Name, string Before, string Now)> differences, string name, object? before, object? now)
    {
        string was = Text(before);
        string becomes = Text(now);
        if (was != becomes)
        {
            differences.Add((name, was, becomes));
        }
    }

    private static string Text(object? value) => Refused.Text(value) is { Length: > 0 } text ? text : "none";
}
