using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>What is to be bought.</summary>
internal static class ReorderHandler
{
    public static Refused? Handle(SuggestReorders c, TurnContext turn)
    {
        if (Check.Count("items", c.Items.Count, Limits.ItemsMax) is { } refused)
        {
            return refused;
        }

        HashSet<Sku> seen = [];
        foreach (SuggestedReorder item in c.Items)
        {
            if (Check.Goods(turn.State, new SkuKey(c.Owner, item.Sku), item.Quantity.Units, default, out _) is { } wrong)
            {
                return wrong;
            }

            if (!seen.Add(item.Sku))
            {
                return Refused.Because(Refusal.InvalidValue, $"items.sku: {item.Sku} stands there twice.", ("sku", item.Sku));
            }
        }

        foreach (SuggestedReorder item in c.Items)
        {
            turn.Emit(new ReorderSuggested(c.Owner, item));
        }

        return null;
    }
}
