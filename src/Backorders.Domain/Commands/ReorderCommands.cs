using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Commands;

/// <summary>Tells whoever buys for an owner what to order: worked out outside, from history that the warehouse does not keep, and put on record here so that it is told once and in order.</summary>
/// <param name="Owner">Whose goods.</param>
/// <param name="Items">What; each SKU once.</param>
public sealed record SuggestReorders(OwnerId Owner, IReadOnlyList<SuggestedReorder> Items) : Command;
