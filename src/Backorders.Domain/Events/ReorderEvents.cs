using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>The owner's buyers were told what to order. The warehouse's state does not change.</summary>
/// <param name="Owner">Whose goods.</param>
/// <param name="Reorder">What, how much and why.</param>
public sealed record ReorderSuggested(OwnerId Owner, SuggestedReorder Reorder) : Event, IFollows;
