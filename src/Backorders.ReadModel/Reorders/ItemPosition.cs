using Backorders.Domain.Ids;


namespace Backorders.ReadModel.Reorders;

/// <summary>What there is of an item now, in base units.</summary>
/// <param name="Sku">Which.</param>
/// <param name="Free">On hand or at the dock, and nobody's.</param>
/// <param name="OnOrder">Announced and still to come.</param>
/// <param name="Waiting">Wanted by lines that wait.</param>
/// <param name="Uncovered">Of these, those that neither free nor announced units will serve.</param>
public readonly record struct ItemPosition(Sku Sku, long Free, long OnOrder, long Waiting, long Uncovered)
{
    /// <summary>What orders are placed by: what is there and what will come, less what is wanted already.</summary>
    public long Net => Free + OnOrder - Waiting;
}
