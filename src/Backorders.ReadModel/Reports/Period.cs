using Backorders.Domain.Values;


namespace Backorders.ReadModel.Reports;

/// <summary>A stretch of time of a warehouse.</summary>
/// <param name="Label">How people there call it: <c>2011-03-27</c>, <c>2011-03-27 14:00</c>, <c>2011-W12</c>, <c>2011-03</c>.</param>
/// <param name="From">Its first moment.</param>
/// <param name="To">The first moment after it.</param>
public readonly record struct Period(string Label, Instant From, Instant To);
