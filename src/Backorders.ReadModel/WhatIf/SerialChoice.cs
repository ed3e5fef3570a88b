using Backorders.Domain;
using Backorders.Domain.Ids;

namespace Backorders.ReadModel.WhatIf;

/// <summary>Which serial numbers somebody has in hand. Where all goes as recorded they are the recorded ones.</summary>
internal static class SerialChoice
{
    /// <summary>As many as units, all in stock and in no hand: the recorded ones first, then others of the item in their order. None for an item without serial numbers.</summary>
    public static IReadOnlyList<Serial> Free(Warehouse warehouse, SkuKey item, IReadOnlyList<Serial> recorded, long units)
    {
        if (warehouse.GetItem(item) is not { IsSerialControlled: true })
        {
            return [];
        }

        HashSet<Serial> free = [.. warehouse.ListFreeSerials(item)];
        List<Serial> chosen = [.. recorded.Where(free.Contains).Take((int)units)];
        chosen.AddRange(free.Except(chosen).Order().Take((int)units - chosen.Count));
        return chosen;
    }
}
