using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>
/// The lots of one item, first expired first. The item's own stock stays their sum, so whoever does not ask for lots need not know of them; an item without
/// lots has no book and pays nothing.
/// </summary>
internal sealed class LotBook(Stock item, DayClock clock)
{
    private readonly SortedDictionary<Lot, LotStock> lots = [];

    /// <summary>First expired first.</summary>
    public IReadOnlyCollection<LotStock> All => lots.Values;

    public LotStock Of(Lot lot)
    {
        if (!lots.TryGetValue(lot, out LotStock? found))
        {
            lots.Add(lot, found = new LotStock(lot, item));
        }

        return found;
    }

    /// <summary>A lot by its number, or by its day when the item has no numbers; null when none of it is known.</summary>
    public LotStock? Find(LotNo no, DateOnly? expiry) =>
        lots.Values.FirstOrDefault(l => l.Lot.No == no && (no.Value.Length > 0 || l.Lot.Expiry == expiry));

    /// <summary>Lets go of lots of which nothing is left, so that a book holds what a building holds.</summary>
    public void Prune()
    {
        foreach (Lot gone in lots.Values.Where(l => !l.IsBlocked && !l.Stock.IsAnythingThere).Select(l => l.Lot).ToArray())
        {
            lots.Remove(gone);
        }
    }

    /// <summary>Lots with free units that a line may have, first expired first.</summary>
    public IEnumerable<LotStock> For(BackorderLine line) => lots.Values.Where(l => !l.Stock.Free.IsZero && WhyNot(l, line) == SkipReason.None);

    /// <summary>Free units that a line may have.</summary>
    public Quantity FreeFor(BackorderLine line) => For(line).Aggregate(Quantity.Zero, (sum, l) => sum + l.Stock.Free);

    /// <summary>Why a line may have none of the units that are free; <see cref="SkipReason.None"/> when it may have some, or none are free.</summary>
    public SkipReason WhyNone(BackorderLine line)
    {
        SkipReason why = SkipReason.None;
        foreach (LotStock lot in lots.Values.Where(l => !l.Stock.Free.IsZero))
        {
            SkipReason one = WhyNot(lot, line);
            if (one == SkipReason.None)
            {
                return SkipReason.None;
            }

            why = one > why ? one : why; // what comes closest to being of use says most
        }

        return why;
    }

    /// <summary>The last day of use must leave the line its days after the day on which it ships.</summary>
    private SkipReason WhyNot(LotStock lot, BackorderLine line)
    {
        if (line.Lot.Value.Length > 0 && lot.Lot.No != line.Lot)
        {
            return SkipReason.LotNotThere;
        }

        if (lot.Lot.Expiry is { } expiry && expiry < clock.ShipDay(line.Order.Terms.ShipBy).AddDays(line.MinRemainingDays))
        {
            return SkipReason.ShelfLifeTooShort;
        }

        return lot.IsBlocked ? SkipReason.LotBlocked : SkipReason.None;
    }
}
