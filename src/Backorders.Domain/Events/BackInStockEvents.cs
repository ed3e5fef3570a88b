using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>A customer wants to be told when an item is there again. He has ordered nothing.</summary>
/// <param name="Item">What.</param>
/// <param name="Reference">The owner's name for the customer or his wish; one wish for each item.</param>
/// <param name="Quantity">So many must be free.</param>
public sealed record BackInStockRequested(SkuKey Item, string Reference, Quantity Quantity) : Event, IOfItem;

/// <summary>Units are free that no waiting line wants: the customer is told, once.</summary>
/// <param name="Item">What.</param>
/// <param name="Reference">Who.</param>
/// <param name="Quantity">How many he asked for.</param>
/// <param name="SpokenForUntil">Until then nobody else is told of these units, so that he has a head start.</param>
public sealed record BackInStock(SkuKey Item, string Reference, Quantity Quantity, Instant SpokenForUntil) : Event, IOfItem, IFollows;

/// <summary>The customer does not want to be told any more.</summary>
public sealed record BackInStockWithdrawn(SkuKey Item, string Reference) : Event, IOfItem;
