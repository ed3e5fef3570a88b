using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Questions;

/// <summary>An order as it stands; null when the owner has none of that number, or it was closed long ago.</summary>
/// <param name="Order">Owner and order number.</param>
public sealed record FindOrder(OrderKey Order) : Question<OrderView?>
{
    /// <inheritdoc/>
    public override OrderView? Answer(Warehouse warehouse, Instant now) => warehouse.GetOrder(Order);
}

/// <summary>A line as it stands; null when it is not there.</summary>
/// <param name="Line">Order and line number.</param>
public sealed record FindLine(LineKey Line) : Question<LineView?>
{
    /// <inheritdoc/>
    public override LineView? Answer(Warehouse warehouse, Instant now) => warehouse.GetLine(Line);
}

/// <summary>An owner's waiting lines: of one item in queue order, or of all items by SKU and then queue order.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Sku">Of which item; null for all.</param>
/// <param name="Skip">How many to pass over.</param>
/// <param name="Take">How many to tell at most.</param>
public sealed record ListBackorders(OwnerId Owner, Sku? Sku, int Skip, int Take) : Question<IReadOnlyList<LineView>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<LineView> Answer(Warehouse warehouse, Instant now) => warehouse.ListBackorders(Owner, Sku, Skip, Take, now);
}

/// <summary>Why a line stands where it stands.</summary>
/// <param name="Line">Order and line number.</param>
public sealed record ExplainLine(LineKey Line) : Question<ExplainedLine>
{
    /// <inheritdoc/>
    public override ExplainedLine Answer(Warehouse warehouse, Instant now) =>
        new(warehouse.Explain(Line, now), warehouse.GetOrder(Line.Order)?.Terms.ShipMode);
}

/// <summary>The answer to <see cref="ExplainLine"/>.</summary>
/// <param name="Explanation">Why; null when the line is not there.</param>
/// <param name="ShipMode">Whether the line must be complete, by itself or with its order; null when the owner has no order of that number.</param>
public sealed record ExplainedLine(LineExplanation? Explanation, ShipMode? ShipMode)
{
    /// <summary>Whether the owner has an order of that number.</summary>
    public bool IsOrderKnown => ShipMode is not null;
}
