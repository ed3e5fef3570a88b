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
        switch (command, stored.Turn.Events[0])
        {
            case (Receive c, ReceiptRecorded e):
                Compare(differences, "sku", e.Item.Sku, c.Item.Sku);
                Compare(differences, "quantity", e.Quantity, BaseUnits(warehouse, c.Item, c.Unit, c.Quantity));
                Compare(differences, "door", e.Door, c.Door);
                Compare(differences, "asn", e.Asn?.AsnNo, c.Asn);
                Compare(differences, "lpn", e.Lpn, c.Lpn);
                Compare(differences, "quality", e.Quality, c.Quality);
                break;
            case (ReceiveReturn c, ReceiptRecorded e):
                Compare(differences, "sku", e.Item.Sku, c.Item.Sku);
                Compare(differences, "quantity", e.Quantity, BaseUnits(warehouse, c.Item, c.Unit, c.Quantity));
                Compare(differences, "door", e.Door, c.Door);
                Compare(differences, "quality", e.Quality, c.Quality);
                break;
            case (SubmitOrder c, OrderAccepted e):
                CompareLines(differences, c, e, warehouse);
                break;
            default:
                break;
        }

        return Refuse(stored, differences);
    }

    private static Refused Refuse(StoredTurn stored, List<(string Name, string Before, string Now)> differences)
    {
        string what = differences.Count == 0
            ? "with another content"
            : "with " + string.Join(", ", differences.Select(d => $"{d.Name} {d.Before}, now {d.Now}"));
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
                Compare(differences, $"line {line.LineNo} sku", known.Sku, line.Sku);
                SkuKey item = new(command.Order.Owner, line.Sku);
                Compare(differences, $"line {line.LineNo} quantity", known.Quantity, BaseUnits(warehouse, item, line.Unit, line.Quantity));
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

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "none";
}
