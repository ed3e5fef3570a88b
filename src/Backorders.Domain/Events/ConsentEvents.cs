using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>A promise slipped: the customer may wait or cancel.</summary>
/// <param name="Line">Which.</param>
/// <param name="From">The date the customer last agreed to; at first the first promise.</param>
/// <param name="To">The date that holds now; <see cref="Instant.Never"/> when there is none.</param>
/// <param name="Deadline">Until when an answer is awaited.</param>
/// <param name="SilenceConsents">Whether no answer by the deadline means yes; otherwise it means that the line is cancelled.</param>
public sealed record DelayConsentNeeded(LineKey Line, Instant From, Instant To, Instant Deadline, bool SilenceConsents) : Event, ITellsSku, IFollows
{
    /// <inheritdoc/>
    public Sku Sku { get; init; }

    /// <summary>Why, in a form that the customer may read.</summary>
    public PromiseCause Cause { get; init; }
}

/// <summary>The question whether a customer waits is answered.</summary>
/// <param name="Line">Which.</param>
/// <param name="Answer">How.</param>
/// <param name="Agreed">The date that the customer holds us to from here; <see cref="Instant.Never"/> when he agreed to wait without one.</param>
public sealed record DelayConsentEnded(LineKey Line, DelayAnswer Answer, Instant Agreed) : Event, ITellsSku
{
    /// <inheritdoc/>
    public Sku Sku { get; init; }
}

/// <summary>
/// Units were cancelled, or given up by an amendment: what was paid for them must be refunded to the customer. Of an order that is paid when packed only units whose payment was captured; of
/// any other one the warehouse does not know whether anything was paid, and says so.
/// </summary>
public sealed record RefundDue(LineKey Line, Quantity Quantity, ReasonCode Reason) : Event, ITellsSku, IFollows
{
    /// <summary>Whether it is not known here if anything was paid.</summary>
    public bool IsPaymentUnknown { get; init; }

    /// <inheritdoc/>
    public Sku Sku { get; init; }
}

/// <summary>A promise was broken: its date and the grace after it have passed, and units of the line have not left.</summary>
/// <param name="Line">Which.</param>
/// <param name="Promise">The broken date. For each date of a line this is said once.</param>
/// <param name="DaysLate">Whole days between that date and now.</param>
/// <param name="Quantity">Units that have not left.</param>
public sealed record CompensationDue(LineKey Line, Instant Promise, int DaysLate, Quantity Quantity) : Event, ITellsSku, IFollows
{
    /// <inheritdoc/>
    public Sku Sku { get; init; }
}
