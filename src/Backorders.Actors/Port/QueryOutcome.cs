using Backorders.Domain.Values;


namespace Backorders.Actors.Port;

/// <summary>The answer to a question, handed out only when everything it saw is durable.</summary>
/// <param name="Refused">Why there is no answer: no such warehouse, or a passing state of the engine; null when there is one.</param>
/// <param name="Value">The answer.</param>
/// <param name="At">The time it was asked with.</param>
/// <param name="Seq">The last turn of the warehouse that it saw.</param>
/// <typeparam name="T">What was asked for; it must hold no reference into the warehouse's own state.</typeparam>
public sealed record QueryOutcome<T>(Refused? Refused, T? Value, Instant At, long Seq);
