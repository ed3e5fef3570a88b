namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>One try, to be looked at.</summary>
/// <param name="MessageId">The delivery's id.</param>
/// <param name="Warehouse">Where it happened; empty for a ping.</param>
/// <param name="FirstCursor">The first decision in it; 0 for a ping.</param>
/// <param name="Cursor">The last.</param>
/// <param name="At">When.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="HttpStatus">0 when there was no answer.</param>
/// <param name="Error">What went wrong; empty when nothing did.</param>
/// <param name="Duration">Until the answer.</param>
public sealed record DeliveryAttempt(
    string MessageId, string Warehouse, long FirstCursor, long Cursor, DateTimeOffset At, int Attempt, DeliveryOutcome Outcome, int HttpStatus, string Error,
    TimeSpan Duration);
