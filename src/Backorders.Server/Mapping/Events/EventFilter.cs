using System.Collections.Frozen;
using Body = Backorders.V1.Event.BodyOneofCase;

namespace Backorders.Server.Mapping.Events;

/// <summary>Which events a follower gets: those of its owner, and of these the ones it asked for.</summary>
/// <param name="owner">Only this owner's; null for everybody's.</param>
/// <param name="building">Whether events of the building itself are told.</param>
/// <param name="kinds">Only these kinds; empty for all.</param>
/// <param name="orderNo">Only this order's; empty for all.</param>
/// <param name="sku">Only this SKU's; empty for all.</param>
internal sealed class EventFilter(string? owner, bool building, IEnumerable<V1.EventKind> kinds, string orderNo, string sku)
{
    private readonly FrozenSet<int> kinds = kinds.Select(k => (int)k).ToFrozenSet();

    public bool Passes(V1.Event told)
    {
        bool visible = owner is null || (told.Owner.Length == 0 ? building && told.BodyCase is Body.WarehouseOpened or Body.PolicySet : told.Owner == owner);
        return visible
            && (kinds.Count == 0 || kinds.Contains((int)told.BodyCase))
            && (orderNo.Length == 0 || EventSubjects.NamesOrder(told, orderNo))
            && (sku.Length == 0 || EventSubjects.NamesSku(told, sku));
    }
}
