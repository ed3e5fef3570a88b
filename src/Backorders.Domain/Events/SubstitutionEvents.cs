using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>The customer may have another item instead, unit for unit.</summary>
/// <param name="Line">The line that waits.</param>
/// <param name="Item">What was ordered.</param>
/// <param name="Substitute">What is offered.</param>
/// <param name="Quantity">Units that were open when it was offered.</param>
public sealed record SubstitutionOffered(LineKey Line, SkuKey Item, Sku Substitute, Quantity Quantity) : Event, IOfLine, IOfItem;

/// <summary>An offer ended.</summary>
public sealed record SubstitutionEnded(LineKey Line, SubstitutionAnswer Answer) : Event, ITellsSku
{
    /// <inheritdoc/>
    public Sku Sku { get; init; }
}

/// <summary>The customer took the substitute: a new line asks for it, and keeps the time since which the customer waits.</summary>
/// <param name="Line">The line that it stands for; its units are cancelled by the event that follows.</param>
/// <param name="By">The new line.</param>
public sealed record LineSubstituted(LineKey Line, AcceptedLine By) : Event, ITellsSku, IFollows
{
    /// <inheritdoc/>
    public Sku Sku { get; init; }
}
