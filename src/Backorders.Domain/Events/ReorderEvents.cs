using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>Whoever buys for the owner was told to order. Nothing of the warehouse changes by it.</summary>
/// <param name="Owner">Whose goods.</param>
/// <param name="Reorder">What, how much and why.</param>
public sealed record ReorderSuggested(OwnerId Owner, SuggestedReorder Reorder) : Event;
