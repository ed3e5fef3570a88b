using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>An order was taken on. Each accepted line waits from here with its whole quantity open; the units that it gets follow as further events.</summary>
/// <param name="Order">Owner and order number.</param>
/// <param name="Terms">What was agreed for the order as a whole.</param>
/// <param name="Lines">The accepted lines.</param>
/// <param name="RefusedLines">The lines that were not accepted, with their reasons.</param>
public sealed record OrderAccepted(OrderKey Order, OrderTerms Terms, IReadOnlyList<AcceptedLine> Lines, IReadOnlyList<RefusedLine> RefusedLines) : Event, IOfOrder;

/// <summary>Terms of the order were changed by an amendment.</summary>
public sealed record OrderAmended(OrderKey Order, OrderTerms Terms) : Event, IOfOrder;

/// <summary>A line was added: the increment of an amended line queues as new.</summary>
/// <param name="Order">The order.</param>
/// <param name="Line">The new line.</param>
/// <param name="Continues">The line whose quantity was raised.</param>
public sealed record LineAdded(OrderKey Order, AcceptedLine Line, int Continues) : Event, IOfOrder;

/// <summary>Open units of a line were given up.</summary>
public sealed record LineCancelled(LineKey Line, Quantity Quantity, ReasonCode Reason) : Event, ITellsSku
{
    /// <inheritdoc/>
    public Sku Sku { get; init; }
}

/// <summary>The order may not take units until it is released.</summary>
public sealed record OrderHeld(OrderKey Order, ReasonCode Reason) : Event, IOfOrder;

/// <summary>The order may take units again.</summary>
public sealed record OrderReleased(OrderKey Order) : Event, IOfOrder;

/// <summary>A person moved a line to the front, or took that back.</summary>
public sealed record LineExpedited(LineKey Line, bool Pinned, ReasonCode Reason) : Event, ITellsSku
{
    /// <inheritdoc/>
    public Sku Sku { get; init; }
}

/// <summary>Closed orders that are older than <see cref="Limits.HistoryKept"/> were let go from memory; the journal keeps them.</summary>
public sealed record OrdersForgotten(IReadOnlyList<OrderKey> Orders) : Event, IFollows;

/// <summary>An order that ships only complete lost units after its work had begun: what it has is held for it, and nothing of it leaves, until it is complete again.</summary>
/// <param name="Order">Which.</param>
/// <param name="Until">When its hold ends.</param>
/// <param name="Reason">What happened.</param>
public sealed record OrderFellBack(OrderKey Order, Instant Until, ReasonCode Reason) : Event, IOfOrder, IFollows;

/// <summary>An order that had fallen back is complete again, no longer has to be, or its time has passed.</summary>
public sealed record OrderFallBackEnded(OrderKey Order, ReasonCode Reason) : Event, IOfOrder, IFollows;
