namespace Backorders.Domain.Values;

/// <summary>A line that was not taken on.</summary>
/// <param name="LineNo">The number the owner gave it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">What was wrong and what would be right.</param>
public sealed record RefusedLine(int LineNo, Refusal Reason, string Message);
