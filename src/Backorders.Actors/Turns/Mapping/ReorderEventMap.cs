using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

internal static class ReorderEventMap
{
    public static Stored.ReorderSuggested ToStored(ReorderSuggested e) => new()
    {
        Owner = e.Owner.Value,
        Sku = e.Reorder.Sku.Value,
        Quantity = e.Reorder.Quantity.Units,
        ReorderPoint = e.Reorder.ReorderPoint.Units,
        Position = e.Reorder.Position,
        Uncovered = e.Reorder.Uncovered.Units,
    };

    public static ReorderSuggested FromStored(Stored.ReorderSuggested s)
    {
        SkuKey item = Ids.Item(s.Owner, s.Sku);
        return new(item.Owner, new SuggestedReorder(item.Sku, new(s.Quantity), new(s.ReorderPoint), s.Position, new(s.Uncovered)));
    }
}
