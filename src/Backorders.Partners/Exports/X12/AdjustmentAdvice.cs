using Backorders.Partners.Exports.Documents;
using Backorders.Partners.Exports.Story;
using Body = Backorders.V1.Event.BodyOneofCase;

namespace Backorders.Partners.Exports.X12;

/// <summary>
/// 947 Warehouse Inventory Adjustment Advice (004010, functional group AW): one for each owner and decision that changed how many units can be used, other than by
/// receipts and departures. Quantities are the change of usable units: fewer have a minus.
/// </summary>
/// <remarks>ST, W15, N1 loop; W19 loop (W19, N9); SE.</remarks>
internal sealed class AdjustmentAdvice(ExportOptions options, WarehouseStory story) : IX12Advice
{
    private readonly SortedDictionary<string, (DateTimeOffset At, List<Change> Changes)> decision = new(StringComparer.Ordinal);

    public int Code => 947;

    public string FunctionalId => "AW";

    public IEnumerable<Func<X12Set>> Of(ToldEvent moment)
    {
        Change[] changes = [.. ChangesOf(moment.Told).Where(c => c.Quantity != 0)];
        if (changes.Length > 0)
        {
            if (!decision.TryGetValue(moment.Owner, out (DateTimeOffset, List<Change> Changes) known))
            {
                decision[moment.Owner] = known = (moment.At, []);
            }

            known.Changes.AddRange(changes);
        }

        return [];
    }

    public IEnumerable<(string Owner, DateTimeOffset At, Func<X12Set> Set)> EndDecision(long cursor)
    {
        (string Owner, DateTimeOffset At, List<Change> Changes)[] all = [.. decision.Select(d => (d.Key, d.Value.At, d.Value.Changes))];
        decision.Clear();
        return all.Select(d => (d.Owner, d.At, (Func<X12Set>)(() => Set(cursor, d.At, d.Owner, d.Changes))));
    }

    private IEnumerable<Change> ChangesOf(V1.Event told)
    {
        switch (told.BodyCase)
        {
            case Body.StockAdjusted:
                V1.StockAdjusted s = told.StockAdjusted;
                return [new Change(ReasonOf(s.Reason, s.Difference), s.Difference, s.Sku, string.Empty)];
            case Body.CountDone:
                V1.CountDone c = told.CountDone;
                return [new Change(PhysicalCount, -c.Lost, c.Task.Sku, $"T{X12Syntax.Number(c.Task.TaskId)}")];
            case Body.ReceiptReversed when story.Receipt(told.ReceiptReversed.ReceiptId) is not { IsReported: false }:
                V1.ReceiptReversed r = told.ReceiptReversed;
                return [new Change(ReceiptError, -r.Quantity, r.Sku, $"R{X12Syntax.Number(r.ReceiptId)}")];
            case Body.TaskDamaged:
                V1.TaskDamaged d = told.TaskDamaged;
                return [new Change(DamagedInFacility, -d.Quantity, d.Task.Sku, $"T{X12Syntax.Number(d.Task.TaskId)}")];
            case Body.QualityChanged:
                return OfQuality(told.QualityChanged);
            default:
                return [];
        }
    }

    /// <summary>Units that go from one unusable condition to another are told twice: usable again, and not.</summary>
    private static IEnumerable<Change> OfQuality(V1.QualityChanged q)
    {
        if (q.From != V1.Quality.Usable)
        {
            yield return new Change(q.From == V1.Quality.QcHold ? OffHold : Reworked, q.Quantity, q.Sku, string.Empty);
        }

        if (q.To != V1.Quality.Usable)
        {
            yield return new Change(q.To == V1.Quality.QcHold ? OnHold : DamagedInFacility, -q.Quantity, q.Sku, string.Empty);
        }
    }

    /// <summary>181 quantity or status adjustment reason code.</summary>
    private const string OnHold = "05", BookDecrease = "06", Reworked = "52", OffHold = "55", BookIncrease = "56", PhysicalCount = "AA", Other = "AH",
        DamagedInFacility = "AU", ReceiptError = "AY";

    private static string ReasonOf(V1.ReasonCode reason, long difference) => reason switch
    {
        V1.ReasonCode.CountDifference or V1.ReasonCode.NotFound => PhysicalCount,
        V1.ReasonCode.Damaged => DamagedInFacility,
        V1.ReasonCode.WrongScan or V1.ReasonCode.ReceiptReversed or V1.ReasonCode.Supplier => ReceiptError,
        V1.ReasonCode.Loss => BookDecrease,
        V1.ReasonCode.Inspection => difference < 0 ? OnHold : OffHold,
        V1.ReasonCode.Unspecified => difference < 0 ? BookDecrease : BookIncrease,
        _ => Other,
    };

    /// <summary>W15: 373 date, 86 adjustment number of the warehouse and, as there is none, again as the depositor's. W19: 181 reason, 477 quantity, 355 unit, 235/234.</summary>
    private X12Set Set(long cursor, DateTimeOffset at, string owner, List<Change> changes)
    {
        X12Set set = new($"947 for decision {cursor}");
        string number = X12Syntax.Number(cursor);
        set.Add("W15", X12Syntax.Date(story.Local(at)), number, number).AddParties(options.Warehouse, owner);
        foreach (Change change in changes)
        {
            string gtin = WarehouseStory.GtinOf(change.Sku);
            set.Add(
                "W19", change.Reason, X12Syntax.Count(change.Quantity, 10, "W1902", set.What), Parties.Each, string.Empty, "SK",
                Parties.Sku(change.Sku, "W1906", set.What), gtin.Length > 0 ? "UK" : string.Empty, gtin);
            if (change.Reference.Length > 0)
            {
                set.Add("N9", "ZZ", change.Reference);
            }
        }

        return set;
    }

    private sealed record Change(string Reason, long Quantity, string Sku, string Reference);
}
