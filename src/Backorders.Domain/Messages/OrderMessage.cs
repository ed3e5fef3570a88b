using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Messages;

/// <summary>What an <c>OrderActor</c> is told.</summary>
/// <param name="Order">Owner and number of the receiver.</param>
internal abstract record OrderMessage(OrderKey Order) : Message;

/// <summary>Something about the order changed: when it ships complete, it may be complete now, or no longer coverable.</summary>
internal sealed record ReconsiderOrder(OrderKey Order) : OrderMessage(Order);

/// <summary>Units were taken from the order after its tasks were made.</summary>
internal sealed record OrderLostUnits(OrderKey Order, ReasonCode Reason) : OrderMessage(Order);

/// <summary>A line of the order may have no date: see whether another item can stand for it.</summary>
internal sealed record ConsiderSubstitute(LineKey Line) : OrderMessage(Line.Order);

/// <summary>Units of a line are given up.</summary>
internal sealed record GiveUpUnits(LineKey Line, Quantity Units, ReasonCode Reason) : OrderMessage(Line.Order);

/// <summary>The customer says whether he waits for a line whose promise slipped.</summary>
internal sealed record DelayAnswered(LineKey Line, bool Accepted) : OrderMessage(Line.Order);

/// <summary>Something about the order falls due, or about one of its lines.</summary>
internal sealed record OrderDue(OrderKey Order, DueKind Kind) : OrderMessage(Order)
{
    /// <summary>Which line; 0 when it is about the order.</summary>
    public int LineNo { get; init; }
}
