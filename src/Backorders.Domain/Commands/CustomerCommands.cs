using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Commands;

/// <summary>A customer's answer whether he waits for lines whose promise slipped.</summary>
/// <param name="Order">Which.</param>
/// <param name="LineNos">Which lines; empty for all that were asked about.</param>
/// <param name="Accepted">True when he waits, false when he cancels.</param>
public sealed record AnswerDelay(OrderKey Order, IReadOnlyList<int> LineNos, bool Accepted) : Command;

/// <summary>Looks for a substitute for a line and offers it, whether or not the line has a date.</summary>
public sealed record OfferSubstitution(LineKey Line) : Command;

/// <summary>A customer's answer to an offered substitute.</summary>
public sealed record AnswerSubstitution(LineKey Line, bool Accepted) : Command;

/// <summary>Makes a back-in-stock request: the customer is told when that many units are free.</summary>
/// <param name="Item">What.</param>
/// <param name="Reference">The owner's name for the customer or his wish; one for each item.</param>
/// <param name="Quantity">How many of <paramref name="Unit"/>.</param>
/// <param name="Unit">Unit of measure; the base unit when it was not set.</param>
public sealed record RequestBackInStock(SkuKey Item, string Reference, long Quantity, UnitName Unit) : Command;

/// <summary>Withdraws a back-in-stock request.</summary>
public sealed record WithdrawBackInStock(SkuKey Item, string Reference) : Command;

/// <summary>Reports the state of the payment of an order that is paid when packed.</summary>
/// <param name="Order">Which.</param>
/// <param name="Status">Authorised, captured or declined.</param>
/// <param name="Until">Authorised: when the authorisation expires; <see cref="Instant.Never"/> when it does not.</param>
/// <param name="Reference">The payment system's number; may be empty.</param>
public sealed record ReportPayment(OrderKey Order, PaymentStatus Status, Instant Until, string Reference) : Command;
