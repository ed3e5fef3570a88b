using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Commands;

/// <summary>Publishes what an owner's buyers should order. It is computed outside, from history that the warehouse does not keep, and recorded here so that it is told once and in order.</summary>
/// <param name="Owner">Whose goods.</param>
/// <param name="Items">What; each SKU once.</param>
public sealed record SuggestReorders(OwnerId Owner, IReadOnlyList<SuggestedReorder> Items) : Command;
