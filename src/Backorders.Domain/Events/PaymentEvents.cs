using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>A parcel of an order that is paid when packed is ready: it may be charged, and does not leave before that was reported.</summary>
public sealed record PaymentDue(OrderKey Order, string Parcel, Quantity Quantity) : Event, IOfOrder, IFollows;

/// <summary>How the payment of an order stands.</summary>
/// <param name="Order">Which.</param>
/// <param name="Status">Authorised, captured (all that is packed is paid), declined, or lapsed.</param>
/// <param name="Until">Authorised: when the authorisation expires. Declined: until when the order keeps its units. Else <see cref="Instant.Never"/>.</param>
/// <param name="Reference">The payment system's number; may be empty.</param>
public sealed record PaymentReported(OrderKey Order, PaymentStatus Status, Instant Until, string Reference) : Event, IOfOrder;

/// <summary>The time to make good a declined payment has passed: the order's units go to others, and it takes none until a payment is reported.</summary>
public sealed record PaymentYielded(OrderKey Order) : Event, IOfOrder, IFollows;
